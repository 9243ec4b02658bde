using Kws.Cli.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Tests.Hosts;

namespace Kws.Cli.Tests.Keywords;

/// <summary>Real recordings of speakers that no model was trained on, amid real noise, through <c>kws
/// listen</c>.</summary>
[Collection(AudioInferenceProcess.Shared)]
public sealed class NoisyRecordingTests(AudioInferenceProcess server) : IDisposable
{
    private const double SignalToNoiseDb = 20;
    private const int ToleranceSamples = NoisyRecording.RateHz / 4;
    private const int ClipsPerWord = 5;

    // The shipped thresholds give up words for few false alarms, of "up" most; hearing none would be a defect.
    private const int LeastHeard = 3;
    private static readonly Lazy<Task<Recording>> Noise = new(ReadNoiseAsync);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("kws-noisy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableFact]
    public async Task Listen_RealWordInRealTime_IsHeardOnceAndInPlace()
    {
        var noisy = await MixAsync(RealData.Require("speech", "validation", "right", "0ab3b47d_nohash_0.flac"));

        var heard = Assert.Single(await ListenAsync(noisy));

        Assert.Equal("right", heard.Label);
        AssertInPlace(noisy, heard);
    }

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("up")]
    [InlineData("down")]
    [InlineData("left")]
    [InlineData("right")]
    [InlineData("on")]
    [InlineData("off")]
    [InlineData("stop")]
    [InlineData("go")]
    public async Task Listen_RealWords_AreHeardAtMostOnceInPlaceAndNeverAsAnother(string word)
    {
        var clips = RealData.Require("speech", "validation", word);
        var heardOnce = 0;
        var tried = 0;
        foreach (var path in Directory.GetFiles(clips).Order(StringComparer.Ordinal))
        {
            var noisy = await MixAsync(path);
            if (!noisy.IsClear)
                continue;
            var heard = await ListenAsync(noisy, "--fast");

            Assert.True(heard.Count <= 1, $"{path}: {string.Join(", ", heard)}");
            foreach (var one in heard)
            {
                Assert.Equal(word, one.Label);
                AssertInPlace(noisy, one);
                heardOnce++;
            }
            if (++tried == ClipsPerWord)
                break;
        }
        Assert.InRange(heardOnce, Math.Min(LeastHeard, tried), tried);
    }

    private static void AssertInPlace(NoisyRecording noisy, HeardWord heard)
    {
        Assert.InRange(heard.StartSample, noisy.WordStart - ToleranceSamples, noisy.WordStart + ToleranceSamples);
        Assert.InRange(heard.EndSample, noisy.WordEnd - ToleranceSamples, noisy.WordEnd + ToleranceSamples);
    }

    private static async Task<NoisyRecording> MixAsync(string clip) =>
        NoisyRecording.Mix(await AudioFile.ReadAsync(clip, default).WithTimeout(), await Noise.Value.WithTimeout(),
            SignalToNoiseDb);

    private static Task<Recording> ReadNoiseAsync()
    {
        var noises = RealData.Require("speech", "background_noise");
        return AudioFile.ReadAsync(
            Directory.GetFiles(noises).Where(InputKind.Clips.Has).Order(StringComparer.Ordinal).First(), default);
    }

    private async Task<IReadOnlyList<HeardWord>> ListenAsync(NoisyRecording noisy, params string[] options)
    {
        var wav = Path.Combine(_folder.FullName, "noisy.wav");
        await File.WriteAllBytesAsync(wav, noisy.Audio.ToWav()).WithTimeout();
        var run = await KwsRun.WithAsync(
            ["listen", wav, "--server", server.Address, "--chunk-ms", "20", "--json", .. options]).WithTimeout();
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        return HeardWord.In(run);
    }
}
