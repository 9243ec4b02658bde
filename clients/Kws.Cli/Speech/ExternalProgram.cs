using System.ComponentModel;
using System.Diagnostics;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Speech;

/// <summary>Runs a program of the system to its end and takes what it prints.</summary>
internal static class ExternalProgram
{
    /// <param name="mostBytes">More output than this is an error: a decoder must not fill the memory.</param>
    /// <returns>The program's standard output.</returns>
    /// <exception cref="CommandFailedException">It is not installed, fails, or prints too much.</exception>
    public static async Task<byte[]> RunAsync(string program, IEnumerable<string> arguments, long mostBytes, CancellationToken cancellation)
    {
        using Process process = Start(program, arguments);
        try
        {
            Task<string> error = process.StandardError.ReadToEndAsync(cancellation);
            byte[] output = await ReadBoundedAsync(program, process.StandardOutput.BaseStream, mostBytes, cancellation);
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode == 0
                ? output
                : throw new CommandFailedException($"{program} ended with {process.ExitCode}: {(await error).Trim()}", "Check the input file.");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string program, IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception exception)
        {
            throw new CommandFailedException($"the program '{program}' is not installed", $"Install it, on Debian: apt-get install {program}", exception);
        }
    }

    private static async Task<byte[]> ReadBoundedAsync(string program, Stream stream, long mostBytes, CancellationToken cancellation)
    {
        using var all = new MemoryStream();
        byte[] block = new byte[65536];
        int read;
        while ((read = await stream.ReadAsync(block, cancellation)) > 0)
        {
            if (all.Length + read > mostBytes)
                throw new CommandFailedException($"{program} printed more than {mostBytes} bytes", "Cut the recording into shorter files.");
            all.Write(block, 0, read);
        }
        return all.ToArray();
    }
}
