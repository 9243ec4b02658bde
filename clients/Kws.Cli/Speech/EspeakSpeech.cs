using System.ComponentModel;
using System.Diagnostics;
using Kws.Audio;
using Kws.Cli.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Speech;

/// <summary>Words spoken by espeak-ng: speech for demonstrations that needs no recordings.</summary>
internal static class EspeakSpeech
{
    private const string Program = "espeak-ng";

    /// <summary>A program gone wild must not fill the memory.</summary>
    private const long MostBytes = 20_000_000;

    /// <param name="voice">A voice of <c>espeak-ng --voices</c>, such as <c>en-us</c> or <c>en-us+f3</c>.</param>
    /// <param name="wordsPerMinute">80 .. 450.</param>
    /// <param name="pitch">0 .. 99; 50 is the voice's own.</param>
    /// <exception cref="CommandFailedException">espeak-ng is not installed or refuses.</exception>
    public static async Task<Recording> SayAsync(
        string text, string voice, int wordsPerMinute, int pitch, CancellationToken cancellationToken)
    {
        var wav = await RunAsync(
            ["-v", voice, "-s", $"{wordsPerMinute}", "-p", $"{pitch}", "--stdout", "--", text], cancellationToken);
        var audio = WavReader.Read(wav);
        return Recording.FromFloats(audio.SampleRateHz, audio.Mono);
    }

    private static async Task<byte[]> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellationToken);
            var output = await ReadBoundedAsync(process.StandardOutput.BaseStream, cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode == 0
                ? output
                : throw new CommandFailedException($"{Program} ended with {process.ExitCode}: {(await error).Trim()}",
                    "Check its voices: espeak-ng --voices");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(IEnumerable<string> arguments)
    {
        try
        {
            return Process.Start(new ProcessStartInfo(Program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
        }
        catch (Win32Exception exception)
        {
            throw new CommandFailedException($"the program '{Program}' is not installed",
                $"Install it, on Debian: apt-get install {Program}", exception);
        }
    }

    private static async Task<byte[]> ReadBoundedAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var all = new MemoryStream();
        var block = new byte[65536];
        int read;
        while ((read = await stream.ReadAsync(block, cancellationToken)) > 0)
        {
            if (all.Length + read > MostBytes)
                throw new CommandFailedException(
                    $"{Program} printed more than {MostBytes} bytes", "Speak less at once.");
            all.Write(block, 0, read);
        }
        return all.ToArray();
    }
}
