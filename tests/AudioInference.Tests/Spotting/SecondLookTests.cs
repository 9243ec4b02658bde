using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;
using Kws.Evaluation;
using Kws.Models;
using Kws.TestSupport.Models;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>A model with a verifier that refuses words which come right after another sound.</summary>
public sealed class SecondLookTests : IAsyncLifetime
{
    private const int Rate = 16_000;
    private readonly TemporaryFolder _models = new();
    private SpotterHost _host = null!;

    public async Task InitializeAsync()
    {
        TinyKeywordModel.WritePackage(_models.Path, verifier: TinyVerifier.Section());
        _host = await SpotterHost.StartAsync(new() { ["Models:Root"] = _models.Path, ["Models:Keyword"] = "tiny" });
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        _models.Dispose();
    }

    [Fact]
    public async Task Word_Alone_IsReportedAndAfterSoundItIsANearMiss()
    {
        using var counts = new Counts(_host);
        var audio = Tones.Recording(Rate, 12, (1, Tones.Yes), (6, Tones.Yes), (10, Tones.No));
        Tones.Add(audio, Rate, 3.5, TinyVerifier.RefusedHertz, 2.5);
        using var device = await Device.PlayAsync(_host.Client, Config(), audio);

        Assert.Equal(["yes", "no"], device.Keywords.Select(keyword => keyword.Label));
        Assert.InRange(device.Keywords.First().StartSample, 0.8 * Rate, 1.2 * Rate);
        var miss = Assert.Single(device.NearMisses);
        Assert.Equal("yes", miss.Label);
        Assert.True(miss.Score >= miss.Threshold, $"{miss.Score} of {miss.Threshold}");
        Assert.InRange(miss.EndSample, 6 * Rate, 7 * Rate);
        // Six looks at the refused word, and one or more at each of the others.
        Assert.Equal((1, 1, 1), (counts["kws.audio.verifier.refused", "yes"], counts["kws.audio.near_misses", "yes"],
            counts["kws.audio.keywords", "yes"]));
        Assert.InRange(counts["kws.audio.verifier.looks", "yes"], 7, 12);
        Assert.InRange(counts["kws.audio.verifier.looks", "no"], 1, 6);
        Assert.InRange(counts["kws.audio.verifier.duration", ""], 8, 18);
    }

    [Theory]
    [InlineData(Isolation.Unspecified, Isolation.Off, "no no")]
    [InlineData(Isolation.Off, Isolation.Unspecified, "yes no no")]
    [InlineData(Isolation.Off, Isolation.Required, "yes no")]
    [InlineData(Isolation.Preferred, Isolation.Unspecified, "yes no no")]
    [InlineData(Isolation.Required, Isolation.Unspecified, "no")]
    public async Task WordsAfterSound_AreToldAsTheirIsolationSays(Isolation ofAll, Isolation ofNo, string told)
    {
        var audio = Tones.Recording(Rate, 16, (6, Tones.Yes), (10, Tones.No), (14, Tones.No));
        foreach (var second in (double[])[3.5, 7.5])
            Tones.Add(audio, Rate, second, TinyVerifier.RefusedHertz, 2.5);
        var config = Config();
        config.Isolation = ofAll;
        config.Keywords.Add(new KeywordChoice { Label = "yes" });
        config.Keywords.Add(new KeywordChoice { Label = "no", Isolation = ofNo });

        using var device = await Device.PlayAsync(_host.Client, config, audio);

        Assert.Equal(told, string.Join(' ', device.Keywords.Select(keyword => keyword.Label)));
    }

    [Fact]
    public async Task IsolationRequired_OfAModelThatCannotTell_IsAFailedPrecondition()
    {
        await using var host = await SpotterHost.StartAsync(new() { ["Models:Keyword"] = "tiny" });
        var config = Config();
        config.Isolation = Isolation.Required;
        using var device = await Device.OpenAsync(host.Client, config);

        var failure = await device.FailureAsync();

        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
        Assert.Contains("has no verifier", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Word_AfterSoundThatEndsInTime_IsReportedByALaterLook()
    {
        // More than half of the second before the first crossing's window is sound, but not at a later one.
        var audio = Tones.Recording(Rate, 6, (3, Tones.Yes));
        Tones.Add(audio, Rate, 1, TinyVerifier.RefusedHertz, 1.35);
        var alone = Tones.Recording(Rate, 6, (3, Tones.Yes));
        using var after = await Device.PlayAsync(_host.Client, Config(), audio);
        using var first = await Device.PlayAsync(_host.Client, Config(), alone);

        var late = Assert.Single(after.Keywords).DecidedSample - Assert.Single(first.Keywords).DecidedSample;
        Assert.InRange(late, Rate / 10, 5 * Rate / 10);
        Assert.Empty(after.NearMisses);
    }

    [Trait("Duration", "Long")]
    [Fact]
    public async Task Stream_CutAndResumedAnywhere_TellsWhatAnUninterruptedOneDoes()
    {
        var audio = Sounds(seed: 3, seconds: 60);
        using var whole = await Device.PlayAsync(_host.Client, Config(), audio);
        string[] expected = [.. whole.Keywords.Select(Describe)];
        Assert.True(expected.Length >= 10 && whole.NearMisses.Count() >= 3,
            $"{expected.Length} keywords, {whole.NearMisses.Count()} near misses");
        for (var seed = 0; seed < 6; seed++)
            Assert.Equal(expected.Order(), (await PlayInPiecesAsync(audio, new Random(seed))).Order());
    }

    [Fact]
    public async Task Chunking_DoesNotChangeWhatIsTold()
    {
        var audio = Sounds(seed: 8, seconds: 30);
        using var small = await Device.PlayAsync(_host.Client, Config(), audio, 31);
        using var large = await Device.PlayAsync(_host.Client, Config(), audio, Rate);
        Assert.Equal(small.Keywords.Select(Describe), large.Keywords.Select(Describe));
        Assert.Equal(small.NearMisses.Select(miss => (miss.Label, miss.StartSample, miss.Score)),
            large.NearMisses.Select(miss => (miss.Label, miss.StartSample, miss.Score)));
    }

    [Fact]
    public async Task Evaluator_OnTheSameAudio_HearsTheSameWords()
    {
        using var model = KeywordModel.Load(_models["keyword-spotting", "tiny", "1.0.0"]);
        int events = 0, refused = 0;
        for (var seed = 20; seed < 24; seed++)
        {
            var audio = Sounds(seed, seconds: 30);
            using var device = await Device.PlayAsync(_host.Client, Config(), audio);
            var heard = new StreamListener(model).Hear("test", [.. audio.Select(sample => sample / 32768f)], []);
            // Beyond the end the service pads with silence: what is decided there the evaluator does not hear.
            (string, long)[] told = [.. device.Keywords.Where(keyword => keyword.DecidedSample < audio.Length)
                .Select(keyword => (keyword.Label, keyword.DecidedSample))];
            Assert.Equal(told, new StreamScoring(model.Manifest).Events(heard)
                .Select(found => (found.Label, found.DecidedSample)));
            events += told.Length;
            refused += device.NearMisses.Count(miss => miss.Score >= miss.Threshold);
        }
        Assert.True(events >= 20 && refused >= 5, $"{events} events, {refused} refused");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Swap_BetweenPackagesWithAndWithoutAVerifier_SendsStreamsToResume(bool gainsOne)
    {
        using var models = new TemporaryFolder();
        TinyKeywordModel.WritePackage(models.Path, verifier: gainsOne ? null : TinyVerifier.Section());
        await using var host =
            await SpotterHost.StartAsync(new() { ["Models:Root"] = models.Path, ["Models:Keyword"] = "tiny" });
        var audio = Tones.Recording(Rate, 16, (1, Tones.Yes), (12, Tones.No));
        using var before = await Device.OpenAsync(host.Client, Config());
        await before.SendAsync(audio.AsMemory(0, 4 * Rate), 0);
        await Eventually.BeAsync(() => before.Keywords.Any());
        using (var workshop = new TemporaryFolder())
        {
            var folder = TinyKeywordModel.WritePackage(
                workshop.Path, version: "1.1.0", verifier: gainsOne ? TinyVerifier.Section() : null);
            Directory.Move(folder, models["keyword-spotting", "tiny", "1.1.0"]);
        }
        await Eventually.BeAsync(() =>
            host.Services.GetRequiredService<ModelHost<KeywordModel>>().Current.Version == "1.1.0");
        await before.SendAsync(audio.AsMemory(4 * Rate, Rate), 4 * Rate);
        var failure = await before.FailureAsync();
        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);

        var resumed = Config();
        resumed.ResumeSample = long.Parse(failure.Trailers.GetValue("kws-resume-sample")!,
            System.Globalization.CultureInfo.InvariantCulture);
        using var after = await Device.PlayAsync(host.Client, resumed, audio.AsMemory((int)resumed.ResumeSample));
        Assert.Equal(["yes", "no"], before.Keywords.Concat(after.Keywords).DistinctBy(k => k.Id).Select(k => k.Label));
        Assert.Equal("1.1.0", after.Keywords.Last().ModelVersion);
    }

    [Fact]
    public async Task Swap_ToOtherThresholdsOfTheVerifier_GoesOnInTheMiddleOfAStream()
    {
        using var models = new TemporaryFolder();
        TinyKeywordModel.WritePackage(models.Path, verifier: TinyVerifier.Section());
        await using var host =
            await SpotterHost.StartAsync(new() { ["Models:Root"] = models.Path, ["Models:Keyword"] = "tiny" });
        var audio = Tones.Recording(Rate, 10, (1, Tones.Yes), (7, Tones.Yes));
        Tones.Add(audio, Rate, 5, TinyVerifier.RefusedHertz, 2);
        using var device = await Device.OpenAsync(host.Client, Config());
        await device.SendAsync(audio.AsMemory(0, 4 * Rate), 0);
        await Eventually.BeAsync(() => device.Keywords.Any());
        using (var workshop = new TemporaryFolder())
        {
            // Every posterior confirms.
            var lax = TinyVerifier.Section();
            lax["thresholds"]!["yes"] = 1e-30;
            Directory.Move(TinyKeywordModel.WritePackage(workshop.Path, version: "1.1.0", verifier: lax),
                models["keyword-spotting", "tiny", "1.1.0"]);
        }
        await Eventually.BeAsync(() =>
            host.Services.GetRequiredService<ModelHost<KeywordModel>>().Current.Version == "1.1.0");
        await device.SendAsync(audio.AsMemory(4 * Rate), 4 * Rate);
        await device.CloseAsync().WithTimeout();
        Assert.Equal([("yes", "1.0.0"), ("yes", "1.1.0")],
            device.Keywords.Select(keyword => (keyword.Label, keyword.ModelVersion)));
    }

    private static SpotConfig Config(long resume = 0)
    {
        var config = Device.Config(Rate, ResponseKind.Acknowledged, ResponseKind.NearMiss);
        config.ResumeSample = resume;
        return config;
    }

    private static string Describe(Keyword k) => $"{k.DecidedSample:D9} {k.Label} {k.Id} {k.StartSample} {k.EndSample}";

    /// <summary>Words, some of them right after a sound, at random.</summary>
    private static short[] Sounds(int seed, double seconds)
    {
        var random = new Random(seed);
        var audio = Tones.Recording(Rate, seconds);
        for (var at = random.NextDouble(); at < seconds - 2; at += 0.2 + 2 * random.NextDouble())
        {
            if (random.Next(2) == 0)
            {
                var length = 0.3 + 1.5 * random.NextDouble();
                Tones.Add(audio, Rate, at, TinyVerifier.RefusedHertz, length);
                at += length;
            }
            var word = 0.4 + 0.8 * random.NextDouble();
            Tones.Add(audio, Rate, at, random.Next(2) == 0 ? Tones.Yes : Tones.No, word);
            at += word;
        }
        return audio;
    }

    private async Task<List<string>> PlayInPiecesAsync(short[] audio, Random random)
    {
        var heard = new List<Keyword>();
        var resume = 0L;
        for (var sent = 0; sent < audio.Length;)
        {
            using var device = await Device.OpenAsync(_host.Client, Config(resume));
            var until = Math.Min(audio.Length, Math.Max(sent, (int)resume) + random.Next(Rate / 2, 12 * Rate));
            await device.SendAsync(audio.AsMemory((int)resume, until - (int)resume), resume, Rate / 50);
            sent = until;
            if (sent == audio.Length)
                await device.CloseAsync().WithTimeout();
            else
                await device.WaitUntilQuietAsync();
            // The position first: a keyword that comes between the two reads is then heard again, not lost.
            resume = device.Acknowledgements.LastOrDefault()?.ResumeSample ?? resume;
            heard.AddRange(device.Keywords);
        }
        return [.. heard.DistinctBy(keyword => keyword.Id).Select(Describe)];
    }

    /// <summary>Measurements of one host, counted by instrument and label.</summary>
    private sealed class Counts : IDisposable
    {
        private readonly ConcurrentDictionary<(string, string), long> _counts = new();
        private readonly MeterListener _listener = new();

        public Counts(SpotterHost host)
        {
            var factory = host.Services.GetRequiredService<IMeterFactory>();
            _listener.InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory)
                    && instrument.Meter.Name == AudioInferenceMetrics.SourceName)
                    listener.EnableMeasurementEvents(instrument);
            };
            _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
            _listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Add(instrument, 1, tags));
            _listener.Start();
        }

        public long this[string instrument, string label] => _counts.GetValueOrDefault((instrument, label));

        public void Dispose() => _listener.Dispose();

        private void Add(Instrument instrument, long value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var label = "";
            foreach (var tag in tags)
                label = tag.Key == "label" ? (string)tag.Value! : label;
            _counts.AddOrUpdate((instrument.Name, label), value, (_, sum) => sum + value);
        }
    }
}
