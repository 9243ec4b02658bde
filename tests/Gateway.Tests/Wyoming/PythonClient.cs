using System.Diagnostics;
using System.Text.Json.Nodes;

namespace Kws.Gateway.Tests.Wyoming;

/// <summary>The Wyoming client beside the tests, run with the system's Python.</summary>
internal static class PythonClient
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>The events that the client printed. Skips the test without Python.</summary>
    public static async Task<IReadOnlyList<JsonObject>> RunAsync(int port, params string[] arguments)
    {
        Skip.IfNot(File.Exists(Interpreter), $"{Interpreter} is not installed");
        using var process = Process.Start(new ProcessStartInfo(Interpreter,
            [Repository.PathOf("tests", "Gateway.Tests", "Wyoming", "wyoming_client.py"), $"{port}", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WithTimeout();
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        var printed = await output.WithTimeout();
        Assert.True(process.ExitCode == 0, $"{await errors.WithTimeout()}{printed}");
        return [.. printed.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => JsonNode.Parse(line)!.AsObject())];
    }

    public static string Type(JsonObject told) => (string)told["type"]!;

    public static IReadOnlyList<JsonObject> Of(IEnumerable<JsonObject> told, string type) =>
        [.. told.Where(one => Type(one) == type)];
}
