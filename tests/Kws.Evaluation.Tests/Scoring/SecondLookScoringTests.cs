using Kws.Detection;
using Kws.Features;
using Kws.Models;
using Kws.TestSupport.Models;
using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

/// <summary>Scoring and listening with a verifier.</summary>
public sealed class SecondLookScoringTests : IDisposable
{
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Score_EventsThatTheVerifierRefuses_AreNone()
    {
        var heard = VerifiedHearing.Heard(
            [(20, "yes", 0.9f, 0.7f), (60, "yes", 0.9f, 0.59f), (100, "no", 0.9f, 0.5f), (140, "no", 0.9f, 0.4f)],
            Word("yes", 20), Word("no", 140));
        var score = new StreamScoring(VerifiedHearing.Manifest()).Score([heard]);
        Assert.Equal((1, 1, 1), (score.Hits, score.Misses, score.FalseAlarms));
        // The confidence is the first network's.
        Assert.Equal([new("yes", AtDecision(20), 0.9f), new DetectedWord("no", AtDecision(100), 0.9f)],
            new StreamScoring(VerifiedHearing.Manifest()).Events(heard));
    }

    [Fact]
    public void Score_OtherThresholdsOfTheVerifier_AreTriedWithoutHearingAgain()
    {
        var heard = VerifiedHearing.Heard([(20, "yes", 0.9f, 0.7f), (60, "yes", 0.5f, 0.2f)]);
        var scoring = new StreamScoring(VerifiedHearing.Manifest());
        int Alarms(float first, float second) => scoring.Score(
            [heard], new Dictionary<string, float> { ["yes"] = first },
                new Dictionary<string, float> { ["yes"] = second }).FalseAlarms;
        Assert.Equal((2, 1, 1, 0), (Alarms(0.4f, 0.2f), Alarms(0.4f, 0.3f), Alarms(0.6f, 0.2f), Alarms(0.4f, 0.8f)));
    }

    [Fact]
    public void Score_ManifestWithoutTheVerifier_HearsTheFirstNetworkAlone()
    {
        var heard = VerifiedHearing.Heard([(20, "yes", 0.9f, 0)]);
        Assert.Equal(1, new StreamScoring(VerifiedHearing.Manifest() with { Verifier = null }).Score([heard])
            .FalseAlarms);
    }

    [Fact]
    public void Score_RecordingHeardWithoutTheVerifier_IsRefused() =>
        Assert.Contains("without the verifier", Assert.Throws<ArgumentException>(() =>
            new StreamScoring(VerifiedHearing.Manifest()).Score([MadeUpHearing.Heard([])])).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Score_RecordingSmoothedOtherwise_IsRefused() =>
        Assert.Contains("smoothed otherwise", Assert.Throws<ArgumentException>(() =>
            new StreamScoring(VerifiedHearing.Manifest() with
            {
                Detection = MadeUpHearing.Manifest(smoothingWindows: 2).Detection,
            }).Score([VerifiedHearing.Heard([])])).Message, StringComparison.Ordinal);

    [Fact]
    public void Score_ThresholdBelowWhatWasLookedAt_IsRefused() =>
        Assert.Contains("looked where scores are 0.3 or more", Assert.Throws<ArgumentException>(() =>
            new StreamScoring(VerifiedHearing.Manifest()).Score(
                [VerifiedHearing.Heard([])], new Dictionary<string, float> { ["yes"] = 0.29f })).Message,
            StringComparison.Ordinal);

    [Fact]
    public void Hear_WithAVerifier_HoldsWhatItSaysWhereScoresAreHigh()
    {
        using var model = KeywordModel.Load(TinyKeywordModel.WritePackage(
            _models.Path, verifier: TinyVerifier.Section()));
        float[] samples = [.. Tones.Clip(TinyVerifier.RefusedHertz, 48_000, 0, 30_000).Zip(
            Tones.Clip(Tones.YesHertz, 48_000, 30_000, 43_000), (sound, word) => sound + word)];
        var heard = new StreamListener(model).Hear("test", samples, []);
        var looks = heard.Looks!;
        var decisions = heard.Posteriors.Length / model.LabelCount;
        Assert.InRange(looks.Count, 3, decisions / 2);
        Assert.Equal(SecondLooks.LowestThreshold, looks.Floor);

        var features = OfflineExtractor.Extract(model.FeatureSpec, samples);
        var compared = 0;
        var scores = new KeywordDetector(new DetectionPlan(
            model.Labels, new Dictionary<string, float>(), looks.Smoothing, 0, 1), 0, 0);
        for (var decision = 0; decision < decisions; decision++)
        {
            scores.Decide(heard.Posteriors.AsSpan(decision * model.LabelCount, model.LabelCount));
            if (!scores.Scores[2..].ToArray().Any(score => score >= looks.Floor))
            {
                Assert.Throws<InvalidOperationException>(() => looks.PosteriorOf(decision, 2));
                continue;
            }
            var alone = new float[model.LabelCount];
            model.Verify(Until(features, decision * 10 + 98), alone);
            Assert.Equal(alone[2], looks.PosteriorOf(decision, 2), 1e-3f);
            compared++;
        }
        Assert.Equal(looks.Count, compared);
    }

    [Fact]
    public void Hear_WithAThresholdBelowTheLowest_LooksFromThereOn()
    {
        using var model = KeywordModel.Load(TinyKeywordModel.WritePackage(_models.Path,
            verifier: TinyVerifier.Section(), change: manifest => manifest["detection"]!["thresholds"]!["no"] = 0.1));
        var heard = new StreamListener(model).Hear("test", new float[32_000], []);
        Assert.Equal((0.1f, 0), (heard.Looks!.Floor, heard.Looks.Count));
    }

    [Fact]
    public void Hear_WithoutAVerifier_LooksAtNothing()
    {
        using var model = KeywordModel.Load(TinyKeywordModel.WritePackage(
            _models.Path, verifier: TinyVerifier.Section()));
        Assert.Null(new StreamListener(model, model.Manifest with { Verifier = null })
            .Hear("test", new float[32_000], []).Looks);
    }

    // The frames that end there, the first repeated before the recording's begin.
    private static float[] Until(float[] features, int end) =>
        [.. Enumerable.Range(end - TinyVerifier.Frames, TinyVerifier.Frames)
            .SelectMany(frame => features.Skip(Math.Max(0, frame) * 40).Take(40))];
}
