using Kws.Audio;
using Kws.AudioInference.Streaming;
using Kws.AudioInference.Trials;
using Kws.Contracts.Registry;
using Kws.Models;
using Kws.ServiceDefaults.WarmingUp;
using Kws.TestSupport.Models;

namespace Kws.AudioInference.Tests.Trials;

public sealed class StreamTrialTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly UnheardMeterFactory _meters = new();
    private readonly TrialBook _book;
    private readonly KeywordModel _champion;

    public StreamTrialTests()
    {
        _book = new TrialBook(new AudioInferenceMetrics(_meters));
        _champion = KeywordModel.Load(TinyKeywordModel.WritePackage(_folder["champion"]));
    }

    public void Dispose()
    {
        _champion.Dispose();
        _meters.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void TryJoin_OfManyStreams_ChoosesTheShareAndTheSameOnesAgain()
    {
        using var listener = Listener(share: 0.25);
        bool[] Joined() => [.. Enumerable.Range(0, 400)
            .Select(i => Stream($"recording-{i}").TryJoin(listener, _champion, 0))];

        var joined = Joined();

        Assert.InRange(joined.Count(isJoined => isJoined), 70, 130);
        Assert.Equal(joined, Joined());
    }

    [Fact]
    public void TryJoin_AnotherModelServes_IsNotCompared()
    {
        using var listener = Listener(against: "of-another");

        Assert.False(Stream().TryJoin(listener, _champion, 0));
        Assert.Null(_book.SumsOf("trial")!.Labels.FirstOrDefault());
    }

    [Fact]
    public void TryJoin_NoKeywordThatTheListenerHas_IsNotCompared()
    {
        using var listener = Listener(labels: "nothing-of-it");

        Assert.False(Stream(keywords: "yes").TryJoin(listener, _champion, 0));
    }

    [Fact]
    public void Windows_FromTheBeginOfARecording_AllCount()
    {
        using var listener = Listener();
        var stream = Stream();

        Hear(stream, listener, 0, 50);

        var sums = _book.SumsOf("trial")!;
        Assert.Equal((1L, 5.0, 0L), (sums.Streams, Math.Round(sums.HeardSeconds, 6), sums.SkippedWindows));
    }

    [Fact]
    public void Windows_InTheMiddleOfARecording_CountOnceBothAreSettled()
    {
        using var listener = Listener();
        var stream = Stream();
        var settled = _champion.Plan().MemoryDecisions;

        Hear(stream, listener, 1000, settled);
        Assert.Equal(0, _book.SumsOf("trial")!.HeardSeconds);
        Hear(stream, listener, 1000 + settled, 100);

        Assert.InRange(_book.SumsOf("trial")!.HeardSeconds, 8, 10);
    }

    [Fact]
    public void Windows_ThatWereSkipped_AreCountedAndTheStreamSettlesAnew()
    {
        using var listener = Listener();
        var stream = Stream();
        Hear(stream, listener, 0, 10);

        Hear(stream, listener, 15, 10);

        var sums = _book.SumsOf("trial")!;
        Assert.Equal((5L, 1.0), (sums.SkippedWindows, Math.Round(sums.HeardSeconds, 6)));
    }

    [Fact]
    public void Detections_OfBoth_ArePaired()
    {
        using var listener = Listener();
        var stream = Stream();
        var yes = TinyKeywordModel.Labels.ToList().IndexOf("yes");
        for (var decision = 0; decision < 60; decision++)
        {
            Assert.True(stream.TryJoin(listener, _champion, decision));
            if (decision == 12)
                stream.Champion(decision, "yes");
            stream.Listener(Posteriors(decision is >= 10 and < 20 or >= 40 and < 50 ? yes : 0), 1);
        }

        stream.Leave(isWhole: true);

        var label = Assert.Single(_book.SumsOf("trial")!.Labels);
        Assert.Equal(new TrialLabelSums("yes", 1, 1, 0, 0), label);
    }

    private static float[] Posteriors(int label)
    {
        var posteriors = new float[TinyKeywordModel.Labels.Count];
        posteriors[label] = 1;
        return posteriors;
    }

    private void Hear(StreamTrial stream, TrialModel<KeywordModel> listener, long first, int windows)
    {
        for (var decision = first; decision < first + windows; decision++)
        {
            Assert.True(stream.TryJoin(listener, _champion, decision));
            stream.Listener(Posteriors(0), 1);
        }
    }

    private StreamTrial Stream(string recording = "recording", string? keywords = null) => new(
        new SpotSettings
        {
            DeviceId = "device",
            RecordingId = recording,
            SampleRateHz = 16000,
            Encoding = PcmEncoding.S16Le,
            Keywords = keywords is null ? new Dictionary<string, KeywordWish>() : new() { [keywords] = default },
        },
        _book,
        new SessionWindows(
            new StreamTimeline(16_000, _champion.FeatureSpec, _champion.StrideFrames, _champion.FramesPerWindow),
            _champion.FeatureSpec.Coefficients, 0, 0, 5, 300),
        TimeProvider.System);

    private TrialModel<KeywordModel> Listener(double share = 1, string against = "", string? labels = null)
    {
        var folder = TinyKeywordModel.WritePackage(_folder[$"listener-{labels}"], version: "1.1.0", change: manifest =>
        {
            if (labels is null)
                return;
            var renamed = manifest["labels"]!.AsArray();
            for (var i = 2; i < renamed.Count; i++)
                renamed[i] = $"{labels}-{i}";
            manifest["detection"]!["thresholds"]!.AsObject().Clear();
        });
        return new TrialModel<KeywordModel>(
            new TrialOrder("trial", new WantedModel("tiny", "1.1.0", "", "", "trial"), against, share),
            KeywordModel.Load(folder));
    }
}
