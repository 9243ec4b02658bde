using System.Diagnostics;

namespace Kws.InteropTests.Python;

/// <summary>Runs a script beside the tests with the system's Python, which has grpcio.</summary>
internal static class PythonProgram
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>What the script printed. Skips the test without python3-grpcio; fails it when the script
    /// fails.</summary>
    public static async Task<string> RunAsync(string script, params string[] arguments)
    {
        Skip.IfNot(File.Exists(Interpreter) && (await ExecuteAsync(["-c", "import grpc"])).ExitCode == 0,
            "python3-grpcio is not installed");
        (var exitCode, var output) =
            await ExecuteAsync([Path.Combine(AppContext.BaseDirectory, "Python", script), .. arguments]);
        Assert.True(exitCode == 0, $"{script} exited with {exitCode}: {output}");
        return output;
    }

    private static async Task<(int ExitCode, string Output)> ExecuteAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Interpreter, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WithTimeout(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        return (process.ExitCode, await output.WithTimeout() + await errors.WithTimeout());
    }
}
