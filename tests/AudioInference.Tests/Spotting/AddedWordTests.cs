using Kws.Audio;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.TestSupport.Speech;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>A model that <c>kws train audio --say "lights on" --extends small/1.3.0</c> made, served with nothing else
/// changed.</summary>
public sealed class AddedWordTests : IAsyncLifetime
{
    private const int Rate = 16_000;

    // Its variant spoke nothing that the model was trained on.
    private const string Voice = "en-us+f4";
    private readonly TemporaryFolder _models = new();
    private SpotterHost _host = null!;

    public async Task InitializeAsync()
    {
        var package = Directory.CreateDirectory(
            Path.Combine(_models.Path, "keyword-spotting", "small-lights-on", "1.0.0")).FullName;
        var made = Repository.PathOf("tests/Kws.TestSupport/Training/small-lights-on");
        foreach (var file in (string[])["manifest.json", "model.onnx"])
            File.Copy(Path.Combine(made, file), Path.Combine(package, file));
        _host = await SpotterHost.StartAsync(
            new() { ["Models:Root"] = _models.Path, ["Models:Keyword"] = "small-lights-on" });
    }

    public async Task DisposeAsync()
    {
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
        _models.Dispose();
    }

    [SkippableFact]
    public async Task Stream_WithTheNewWordAndOldOnes_HearsItOnceAndThemAsBefore()
    {
        var audio = await SpeakAsync(["yes", "lights on", "stop", "no", "left", "right", "go"]);
        await using var shipped = await SpotterHost.StartAsync(new() { ["Models:KeywordVersion"] = "1.3.0" });
        using var before = await Device.PlayAsync(shipped.Client, Device.Config(), audio);
        using var now = await Device.PlayAsync(_host.Client, Device.Config(), audio);

        var old = before.Keywords.Select(keyword => (keyword.Label, keyword.StartSample)).ToList();
        // A synthetic voice: some words the shipped model misses itself.
        Assert.InRange(old.Count, 3, 7);
        Assert.Equal(old, now.Keywords.Where(keyword => keyword.Label != "lights-on")
            .Select(keyword => (keyword.Label, keyword.StartSample)));
        var added = Assert.Single(now.Keywords, keyword => keyword.Label == "lights-on");
        Assert.InRange(added.StartSample, 2.5 * Rate, 4 * Rate);
    }

    [SkippableFact]
    public async Task Stream_ThatAsksForTheNewWordAlone_HearsNothingElse()
    {
        var config = Device.Config();
        config.Keywords.Add(new KeywordChoice { Label = "lights-on" });
        using var device = await Device.PlayAsync(_host.Client, config, await SpeakAsync(["yes", "lights on", "stop"]));
        Assert.Equal("lights-on", Assert.Single(device.Keywords).Label);
    }

    // Two seconds from one to the next, over a microphone's faint noise.
    private static async Task<short[]> SpeakAsync(string[] words)
    {
        var random = new Random(5);
        var stream = new float[(words.Length + 1) * 2 * Rate];
        for (var i = 0; i < stream.Length; i++)
            stream[i] = 2e-4f * ((2 * random.NextSingle()) - 1);
        for (var word = 0; word < words.Length; word++)
        {
            var audio = WavReader.Read(await EspeakVoice.SayAsync(words[word], Voice));
            var resampler = new StreamingResampler(audio.SampleRateHz, Rate);
            var samples = new float[resampler.MaxOutput(audio.Mono.Length) + resampler.MaxFlush];
            var count = resampler.Process(audio.Mono, samples);
            count += resampler.Flush(samples.AsSpan(count));
            for (var i = 0; i < Math.Min(count, 2 * Rate); i++)
                stream[((word * 2) + 1) * Rate + i] += samples[i];
        }

        return TestAudio.ToInt16(stream);
    }
}
