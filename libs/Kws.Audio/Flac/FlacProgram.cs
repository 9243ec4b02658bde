using System.ComponentModel;
using System.Diagnostics;

namespace Kws.Audio;

/// <summary>Decodes FLAC by running `flac`, the decoder of the format's own authors. For tools and imports, not for
/// services that devices talk to.</summary>
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
        using var process = Start();
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

    private static Process Start()
    {
        var start = new ProcessStartInfo("flac")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "--decode", "--stdout", "--silent", "-" })
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
