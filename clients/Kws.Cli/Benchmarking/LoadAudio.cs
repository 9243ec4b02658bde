using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Speech;

namespace Kws.Cli.Benchmarking;

/// <summary>Speech for load tests: about a minute at 16 kHz that every stream plays from another place on.</summary>
internal static class LoadAudio
{
    public const int SampleRateHz = 16_000;

    private const int Seed = 20180124;
    private const int Seconds = 60;
    private static readonly string[] Words = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"];

    /// <param name="folder">Recordings to take at random; null: words spoken by espeak-ng.</param>
    public static async Task<Recording> BuildAsync(string? folder, CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        var samples = new List<short>(Seconds * SampleRateHz);
        var clips = folder is null ? null : InputFile.Find([folder], InputKind.Clips);
        while (samples.Count < Seconds * SampleRateHz)
        {
            var clip = clips is null
                ? await EspeakSpeech.SayAsync(Words[random.Next(Words.Length)], "en-us", random.Next(130, 180),
                    random.Next(30, 70), cancellationToken)
                : await AudioFile.ReadAsync(clips[random.Next(clips.Count)].Path, cancellationToken);
            samples.AddRange(clip.AtRate(SampleRateHz).Samples);
            AddQuiet(samples, random);
        }
        return new Recording(SampleRateHz, [.. samples]);
    }

    /// <summary>Clips of a folder, or ten words spoken by espeak-ng, as WAV files.</summary>
    public static async Task<IReadOnlyList<byte[]>> ClipsAsync(
        string? folder,
        int most,
        CancellationToken cancellationToken)
    {
        var random = new Random(Seed);
        if (folder is null)
            return await Task.WhenAll(Words.Select(async word =>
                (await EspeakSpeech.SayAsync(word, "en-us", 160, 50, cancellationToken)).AtRate(SampleRateHz).ToWav()));
        InputFile[] clips = [.. InputFile.Find([folder], InputKind.Clips)];
        random.Shuffle(clips);
        var wavs = new List<byte[]>();
        foreach (var clip in clips.Take(most))
            wavs.Add((await AudioFile.ReadToSendAsync(clip.Path, cancellationToken)).ToWav());
        return wavs;
    }

    /// <summary>Half a second to a second and a half of a quiet room.</summary>
    private static void AddQuiet(List<short> samples, Random random)
    {
        var count = random.Next(SampleRateHz / 2, SampleRateHz * 3 / 2);
        for (var i = 0; i < count; i++)
            samples.Add((short)random.Next(-20, 21));
    }
}
