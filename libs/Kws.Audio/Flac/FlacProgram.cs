using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Kws.Audio;

/// <summary>Decodes and encodes FLAC by running `flac`, the program of the format's own authors. For tools, imports and
/// requests of files, not for the streams of devices.</summary>
public static class FlacProgram
{
    /// <param name="flac">Read from where it stands, without tags before it.</param>
    /// <param name="length">Bytes to read of it.</param>
    /// <param name="limits">Of what comes out.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="InvalidAudioException">The program is absent, refuses the file, or writes more than the limits
    /// allow.</exception>
    public static async Task<WavAudio> DecodeAsync(
        Stream flac,
        long length,
        WavLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        limits ??= WavLimits.Default;
        using var process = Start("--decode", "--stdout", "--silent", "-");
        var feeding = FeedAsync(flac, length, process.StandardInput.BaseStream, cancellationToken);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            // Reading blocks, so it has a thread; killing the process below ends it when the wait is cancelled.
            using var wav = await Task.Run(() =>
                BoundedBytes.ReadToEnd(process.StandardOutput.BaseStream, limits.MaxBytes), cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            await feeding.ConfigureAwait(false);
            var reason = (await errors.ConfigureAwait(false)).Trim().ReplaceLineEndings(" ");
            if (process.ExitCode != 0)
                throw new InvalidAudioException("FLAC file", $"refused by flac ({reason})", "a whole FLAC file");
            return WavReader.Read(wav.GetBuffer().AsSpan(0, (int)wav.Length), limits);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
            await feeding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Encodes as it is fed: what is written out is whole frames, of a stream of open length.</summary>
    /// <param name="feed">Writes s16le, mono, into the stream that it is given, and flushes it.</param>
    /// <param name="sampleRateHz">Of the samples.</param>
    /// <param name="output">Takes the FLAC stream.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <exception cref="InvalidAudioException">The program is absent.</exception>
    public static async Task EncodeAsync(
        Func<Stream, Task> feed, int sampleRateHz, Stream output, CancellationToken cancellationToken = default)
    {
        using var process = Start(
            "--stdout", "--silent", "--force-raw-format", "--endian=little", "--sign=signed", "--bps=16",
            "--channels=1", string.Create(CultureInfo.InvariantCulture, $"--sample-rate={sampleRateHz}"), "-");
        try
        {
            var feeding = FeedAsync(feed, process.StandardInput.BaseStream);
            // What it says to people is read, so that it cannot block on it.
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.StandardOutput.BaseStream.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
            await feeding.WaitAsync(cancellationToken).ConfigureAwait(false);
            await errors.ConfigureAwait(false);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static async Task FeedAsync(Func<Stream, Task> feed, Stream input)
    {
        await using (input.ConfigureAwait(false))
            await feed(input).ConfigureAwait(false);
    }

    private static async Task FeedAsync(Stream flac, long length, Stream input, CancellationToken cancellationToken)
    {
        var block = new byte[81_920];
        try
        {
            await using (input.ConfigureAwait(false))
            {
                while (length > 0)
                {
                    var read = await flac.ReadAsync(block.AsMemory(0, (int)Math.Min(length, block.Length)),
                        cancellationToken).ConfigureAwait(false);
                    if (read == 0)
                        return;
                    await input.WriteAsync(block.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                    length -= read;
                }
            }
        }
        catch (IOException) when (length > 0)
        {
            // The program has ended early; its exit code and words say why.
        }
    }

    private static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("flac")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new InvalidAudioException("program 'flac'", "absent",
                "installed and on PATH (package flac), or convert the file to WAV");
        }
    }
}
