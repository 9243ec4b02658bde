using System.ComponentModel;
using System.Diagnostics;

namespace Kws.InteropTests;

/// <summary>Runs a program of the system to its end.</summary>
internal static class SystemProgram
{
    private static readonly TimeSpan Most = TimeSpan.FromSeconds(120);

    /// <summary>Its standard output. Fails the test when the program fails or is absent.</summary>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, string? folder = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder ?? "",
        };
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WithTimeout(Most);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
        Assert.True(process.ExitCode == 0,
            $"{program} exited with {process.ExitCode}: {await errors.WithTimeout()}{await output.WithTimeout()}");
        return await output.WithTimeout();
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException($"'{start.FileName}' is not installed; run scripts/prepare.sh test",
                exception);
        }
    }
}
