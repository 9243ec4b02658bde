using Kws.Audio;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Audio;

/// <summary>Recordings in files: WAV, or FLAC through the program <c>flac</c>.</summary>
internal static class AudioFile
{
    /// <summary>About an hour of 48 kHz: more is no recording to hold in memory.</summary>
    private static readonly WavLimits Limits = new(MaxBytes: 700_000_000, MaxSamples: 180_000_000);

    /// <summary>The file as mono audio. Which format it has, its first bytes say, not its name.</summary>
    /// <exception cref="BadInputException">No such file, or not audio.</exception>
    public static async Task<Recording> ReadAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new BadInputException("file", path, "it must be an existing WAV or FLAC file");
        try
        {
            var audio = await AudioFileReader.ReadAsync(path, Limits, cancellationToken);
            return Recording.FromFloats(audio.SampleRateHz, audio.Mono);
        }
        catch (InvalidAudioException exception)
        {
            throw new BadInputException("file", path, exception.Message);
        }
    }

    /// <summary>The file as WAV: as it is, whatever its encoding, or decoded when it is FLAC.</summary>
    /// <exception cref="BadInputException">No such file, or FLAC that does not decode. WAV is not looked
    /// into.</exception>
    public static async Task<byte[]> ReadAsWavAsync(string path, CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
            throw new BadInputException("file", path, "it must be an existing WAV or FLAC file");
        var length = new FileInfo(path).Length;
        if (length > Limits.MaxBytes)
            throw new BadInputException("file", path, $"it has {length} bytes, at most {Limits.MaxBytes} are read");
        return Path.GetExtension(path).Equals(".flac", StringComparison.OrdinalIgnoreCase)
            ? (await ReadAsync(path, cancellationToken)).ToWav()
            : await File.ReadAllBytesAsync(path, cancellationToken);
    }
}
