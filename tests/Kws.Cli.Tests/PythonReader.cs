using System.Diagnostics;

namespace Kws.Cli.Tests;

/// <summary>Runs a few lines of Python on bytes: an independent reader of what we write.</summary>
internal static class PythonReader
{
    private const string Interpreter = "/usr/bin/python3";

    /// <summary>What the script prints, trimmed. Skips the test when there is no Python.</summary>
    public static async Task<string> RunAsync(string script, byte[] input)
    {
        Skip.IfNot(File.Exists(Interpreter), $"{Interpreter} is absent");
        using var process = Process.Start(new ProcessStartInfo(Interpreter, ["-c", script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(input).WithTimeout();
        process.StandardInput.Close();
        await process.WaitForExitAsync().WithTimeout();
        Assert.True(process.ExitCode == 0, await error.WithTimeout());
        return (await output.WithTimeout()).Trim();
    }
}
