using Kws.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Audio;

/// <summary>Recordings in files: WAV, or FLAC through the program <c>flac</c>. Which, their first bytes say.</summary>
internal static class AudioFile
{
    /// <summary>Higher rates say nothing more about speech, and long clips of them are larger than services
    /// take.</summary>
    public const int MostSentHz = 48_000;

    /// <summary>About an hour of 48 kHz: more is no recording to hold in memory.</summary>
    private static readonly WavLimits s_limits = new(MaxBytes: 700_000_000, MaxSamples: 180_000_000);

    /// <summary>The file as mono audio at its own rate.</summary>
    /// <exception cref="BadInputException">No such file, or not audio.</exception>
    public static async Task<Recording> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new BadInputException("file", path, "it must be an existing WAV, FLAC or Opus file");
        try
        {
            var audio = await AudioFileReader.ReadAsync(path, s_limits, cancellationToken);
            return Recording.FromFloats(audio.SampleRateHz, audio.Mono) with { Warnings = audio.Warnings };
        }
        catch (InvalidAudioException exception)
        {
            throw new BadInputException("file", path, exception.Message);
        }
    }

    /// <summary>The file as mono audio as it is sent whole: at its own rate, or at <see cref="MostSentHz"/> if that is
    /// lower.</summary>
    /// <exception cref="BadInputException">No such file, or not audio.</exception>
    public static async Task<SentClip> ReadToSendAsync(string path, CancellationToken cancellationToken)
    {
        var recording = await ReadAsync(path, cancellationToken);
        return new SentClip(recording.AtRate(Math.Min(recording.SampleRateHz, MostSentHz)), recording.SampleRateHz);
    }
}

/// <summary>A recording as it is sent to a service, whole.</summary>
/// <param name="FileRateHz">Rate of the file that it was read from.</param>
internal sealed record SentClip(Recording Recording, int FileRateHz)
{
    /// <summary>A 16-bit mono WAV file.</summary>
    public byte[] ToWav() => Recording.ToWav();
}
