using System.Collections.Concurrent;
using Kws.Audio;

namespace Kws.Evaluation;

/// <summary>Clips in the layout <c>&lt;folder&gt;/&lt;word&gt;/*.wav|flac|opus</c>.</summary>
public static class ClipFolder
{
    /// <summary>Longest clip taken, in bytes of its file.</summary>
    private static readonly WavLimits Limits = new(MaxBytes: 50_000_000, MaxSamples: 20_000_000);

    /// <summary>All clips, decoded and brought to <paramref name="sampleRateHz"/>, ordered by path.</summary>
    /// <param name="folder">Holds a folder for each word.</param>
    /// <param name="sampleRateHz">The model's rate.</param>
    /// <param name="perWord">At most so many of each word, the first by name; 0: all.</param>
    /// <param name="progress">Told the number of clips read and the number of all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="DirectoryNotFoundException">The folder is absent or holds no clip.</exception>
    /// <exception cref="InvalidAudioException">A file is no audio; the message names it.</exception>
    public static async Task<IReadOnlyList<LabelledClip>> ReadAsync(
        string folder, int sampleRateHz, int perWord = 0, Action<int, int>? progress = null,
            CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"no folder '{folder}'; it must hold a folder for each word");
        string[] files = [.. Directory.EnumerateDirectories(folder)
            .Order(StringComparer.Ordinal)
            .SelectMany(word => AudioFiles(word).Take(perWord > 0 ? perWord : int.MaxValue))];
        if (files.Length == 0)
            throw new DirectoryNotFoundException($"'{folder}' holds no <word>/*.wav, *.flac or *.opus");
        ConcurrentDictionary<string, LabelledClip> clips = [];
        await Parallel.ForEachAsync(files, cancellationToken, async (file, cancellationToken) =>
        {
            var word = Path.GetFileName(Path.GetDirectoryName(file))!;
            clips[file] = new LabelledClip(word, await ReadFileAsync(file, sampleRateHz, cancellationToken))
            {
                Speaker = SpeakerOf(file),
            };
            progress?.Invoke(clips.Count, files.Length);
        });
        return [.. files.Select(file => clips[file])];
    }

    // As in Speech Commands: <speaker>_nohash_<take>.
    private static string SpeakerOf(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        var end = name.IndexOf("_nohash_", StringComparison.Ordinal);
        return end < 0 ? name : name[..end];
    }

    /// <summary>One file, brought to <paramref name="sampleRateHz"/>.</summary>
    /// <exception cref="InvalidAudioException">The file is no audio; the message names it.</exception>
    public static async Task<float[]> ReadFileAsync(string file, int sampleRateHz, CancellationToken cancellationToken)
    {
        try
        {
            var audio = await AudioFileReader.ReadAsync(file, Limits, cancellationToken);
            return RateConversion.Convert(audio.Mono, audio.SampleRateHz, sampleRateHz);
        }
        catch (InvalidAudioException fault)
        {
            throw new InvalidAudioException($"{file}: {fault.Field}", fault.Value, fault.Limit);
        }
    }

    /// <summary>WAV, FLAC and Opus files of a folder, by name.</summary>
    public static IEnumerable<string> AudioFiles(string folder) => Directory.EnumerateFiles(folder)
        .Where(IsAudioFile)
        .Order(StringComparer.Ordinal);

    /// <summary>Whether a file's name says that it is WAV, FLAC or Opus.</summary>
    public static bool IsAudioFile(string file) =>
        Path.GetExtension(file).ToLowerInvariant() is ".wav" or ".flac" or ".opus";
}

/// <summary>A recording of one word.</summary>
/// <param name="Word">What is said, by the name of its folder.</param>
/// <param name="Samples">Mono at the model's rate, in [-1, 1].</param>
public sealed record LabelledClip(string Word, float[] Samples)
{
    /// <summary>Who says it, by the file's name; empty: unknown.</summary>
    public string Speaker { get; init; } = "";
}
