using System.ComponentModel;
using System.Diagnostics;

namespace Kws.Audio;

/// <summary>Decodes FLAC by running `flac`, the decoder of the format's own authors. For tools, not for
/// services.</summary>
public static class FlacProgram
{
    /// <exception cref="InvalidAudioException">The program is absent, refuses the file, or writes more than the limits
    /// allow.</exception>
    public static async Task<WavAudio> DecodeAsync(
        string path,
        WavLimits? limits = null,
        CancellationToken cancellationToken = default)
    {
        limits ??= WavLimits.Default;
        using var process = Start(path);
        try
        {
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            // Reading blocks, so it has a thread; killing the process below ends it when the wait is cancelled.
            using var wav = await Task.Run(() =>
                BoundedBytes.ReadToEnd(process.StandardOutput.BaseStream, limits.MaxBytes), cancellationToken)
                .WaitAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
            var reason = (await errors.ConfigureAwait(false)).Trim().ReplaceLineEndings(" ");
            if (process.ExitCode != 0)
                throw new InvalidAudioException("FLAC file", $"refused by flac ({reason})", "a whole FLAC file");
            return WavReader.Read(wav.GetBuffer().AsSpan(0, (int)wav.Length), limits);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static Process Start(string path)
    {
        var start = new ProcessStartInfo("flac")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in new[] { "--decode", "--stdout", "--silent", "--", Path.GetFullPath(path) })
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
