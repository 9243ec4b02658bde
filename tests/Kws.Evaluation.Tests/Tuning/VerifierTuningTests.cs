using System.Text.Json.Nodes;
using Kws.Models;
using Kws.TestSupport.Models;
using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

/// <summary>Fitting two thresholds a word.</summary>
public sealed class VerifierTuningTests : IDisposable
{
    private static readonly StreamScoring s_scoring = new(VerifiedHearing.Manifest());
    private readonly TemporaryFolder _models = new();

    public void Dispose() => _models.Dispose();

    [Fact]
    public void Fit_AlarmsThatOnlyTheVerifierTellsFromWords_MissesNoWord()
    {
        // To the first network the alarms are surer than the words.
        var known = VerifiedHearing.Heard(
            [(30, "yes", 0.5f, 0.95f), (60, "yes", 0.9f, 0.9f), (90, "no", 0.6f, 0.9f)],
            Word("yes", 30), Word("yes", 60), Word("no", 90));
        var without = VerifiedHearing.Heard([(40, "yes", 0.99f, 0.3f), (80, "no", 0.98f, 0.4f)]);
        var fit = Fit([known], [without]);
        Assert.Empty(fit.Limited);
        Assert.Equal(0, s_scoring.Score([without], fit.Values, fit.Verifier).FalseAlarms);
        Assert.Equal(0, s_scoring.Score([known], fit.Values, fit.Verifier).Misses);
        Assert.All(fit.Values.Values, threshold => Assert.InRange(threshold, 0.3f, 0.6f));
        Assert.InRange(fit.Verifier["yes"], 0.3f, 0.9f);
        Assert.InRange(fit.Verifier["no"], 0.4f, 0.9f);
    }

    [Fact]
    public void Fit_AlarmsThatOnlyTheScoreTellsFromWords_RaisesTheScoresThreshold()
    {
        var known = VerifiedHearing.Heard([(30, "yes", 0.95f, 0.5f)], Word("yes", 30));
        var without = VerifiedHearing.Heard([(40, "yes", 0.7f, 0.99f)]);
        var fit = Fit([known], [without]);
        Assert.Empty(fit.Limited);
        Assert.Equal(0, s_scoring.Score([known], fit.Values, fit.Verifier).Misses);
        Assert.InRange(fit.Values["yes"], 0.7f, 0.95f);
        Assert.True(fit.Verifier["yes"] <= 0.5f, $"{fit.Verifier["yes"]}");
    }

    [Fact]
    public void Fit_AlarmsThatNeitherTellsFromWords_StopsAtTheLimitAndSaysSo()
    {
        var known = VerifiedHearing.Heard([(30, "yes", 0.9f, 0.9f)], Word("yes", 30));
        var fit = Fit([known], [VerifiedHearing.Heard([(40, "yes", 0.95f, 0.95f)])]);
        Assert.Equal(["yes"], fit.Limited);
        Assert.Equal(1, s_scoring.Score([known], fit.Values, fit.Verifier).Hits);
    }

    [Fact]
    public void Fit_TwoKeywordsWhereOneRefusalIsEnough_GivesUpNoWord()
    {
        // Each label's alarm costs a word if it goes; the target lets one of them stay.
        (int, string, float, float)[] words = [(30, "yes", 0.9f, 0.6f), (60, "no", 0.9f, 0.6f), (90, "no", 0.9f, 0.7f)];
        var known = VerifiedHearing.Heard(words, Word("yes", 30), Word("no", 60), Word("no", 90));
        var without = VerifiedHearing.Heard([(40, "yes", 0.95f, 0.65f), (80, "no", 0.95f, 0.65f)]);
        var one = 1.1 / s_scoring.Score([without], Low, Low).Hours / ThresholdTuner.Margin;
        var fit = new ThresholdTuner(s_scoring, [known], [without]).Fit(["yes", "no"], one, mostMisses: 1);
        Assert.Equal(1, s_scoring.Score([without], fit.Values, fit.Verifier).FalseAlarms);
        Assert.Equal(1, s_scoring.Score([known], fit.Values, fit.Verifier).Misses);
    }

    [Fact]
    public void Fit_AlarmsInTalkAlone_AreHeldToTheTargetOfTalk()
    {
        var known = VerifiedHearing.Heard([(30, "yes", 0.9f, 0.95f)], Word("yes", 30));
        HeardRecording[] without = [VerifiedHearing.Heard([])],
            talk = [VerifiedHearing.Heard([(40, "yes", 0.9f, 0.8f)])];
        var hours = s_scoring.Score(talk).Hours;
        // Nothing asks for it: the middle of what does as well for the words.
        var strict = new ThresholdTuner(s_scoring, [known], without, talk).Fit(["yes"], 1, 0.3, 0.5 / hours);
        Assert.Equal(0, s_scoring.Score(talk, strict.Values, strict.Verifier).FalseAlarms);
        Assert.Equal(0, s_scoring.Score([known], strict.Values, strict.Verifier).Misses);

        // The alarm costs the word now: it stays while the target of talk lets it.
        var weak = VerifiedHearing.Heard([(30, "yes", 0.9f, 0.7f)], Word("yes", 30));
        var lax = new ThresholdTuner(s_scoring, [weak], without, talk).Fit(["yes"], 1, 1, 2.1 / hours);
        Assert.Equal(1, s_scoring.Score(talk, lax.Values, lax.Verifier).FalseAlarms);
        Assert.Equal(0, s_scoring.Score([weak], lax.Values, lax.Verifier).Misses);
        var costly = new ThresholdTuner(s_scoring, [weak], without, talk).Fit(["yes"], 1, 1, 1.9 / hours);
        Assert.Equal(0, s_scoring.Score(talk, costly.Values, costly.Verifier).FalseAlarms);
        Assert.Equal(1, s_scoring.Score([weak], costly.Values, costly.Verifier).Misses);
    }

    [Fact]
    public void Fit_TalkWithoutAVerifier_CountsToo()
    {
        var scoring = new StreamScoring(MadeUpHearing.Manifest());
        var known = MadeUpHearing.Heard([(30, "yes", 0.97f)], Word("yes", 30));
        HeardRecording[] talk = [MadeUpHearing.Heard([(40, "yes", 0.9f)])];
        var fit = new ThresholdTuner(scoring, [known], [], talk).Fit(["yes"], 1, 0.3, 1);
        Assert.InRange(fit.Values["yes"], 0.9f, 0.97f);
        Assert.Empty(fit.Verifier);
    }

    [Fact]
    public void Fit_Again_IsTheSame()
    {
        var random = new Random(4);
        HeardRecording Some(params SpokenWord[] spoken) => VerifiedHearing.Heard(
            [.. Enumerable.Range(1, 9).Select(i => (i * 20, i % 2 == 0 ? "yes" : "no",
                0.3f + (0.7f * random.NextSingle()), random.NextSingle()))], spoken);
        HeardRecording[] known = [Some(Word("no", 20), Word("yes", 40), Word("no", 60)), Some(Word("yes", 80))];
        HeardRecording[] without = [Some(), Some()];
        var first = Fit(known, without, mostMisses: 0.6);
        var again = Fit(known, without, mostMisses: 0.6);
        Assert.Equal(first.Values, again.Values);
        Assert.Equal(first.Verifier, again.Verifier);
    }

    [Fact]
    public async Task Record_OfAFit_HoldsBothThresholdsAndIsWrittenToThePackage()
    {
        var known = VerifiedHearing.Heard([(30, "yes", 0.9f, 0.95f)], Word("yes", 30));
        HeardRecording[] without = [VerifiedHearing.Heard([(70, "yes", 0.9f, 0.2f)])],
            talk = [VerifiedHearing.Heard([(40, "yes", 0.9f, 0.99f)])];
        var fit = new ThresholdTuner(s_scoring, [known], without, talk).Fit(["yes", "no"], 1, 0, 100);
        var record = TuningRecord.Of(s_scoring, 1, fit, [known], without, (talk, 100));
        Assert.Equal(fit.Verifier, record.VerifierThresholds);
        Assert.Equal((100.0, 1), (record.Talk!.FalseAlarmsPerHourTarget, record.Talk.FalseAlarms));
        Assert.True(record.Talk.Interval95PerHour[0] > 0 && record.Talk.Hours > 0, record.Talk.ToString());

        var folder = TinyKeywordModel.WritePackage(_models.Path, verifier: TinyVerifier.Section(looks: 4));
        await TunedManifest.WriteAsync(folder, record, CancellationToken.None).WithTimeout();
        var manifest = ModelPackage.Load(folder).Manifest;
        Assert.Equal((198, 4), (manifest.Verifier!.Frames, manifest.Verifier.Looks));
        Assert.All(fit.Verifier, pair => Assert.Equal(pair.Value, manifest.Verifier.Thresholds[pair.Key], 1e-4f));
        Assert.All(fit.Values, pair => Assert.Equal(pair.Value, manifest.Detection!.Thresholds[pair.Key], 1e-4f));
        Assert.Equal(1, (int)JsonNode.Parse(manifest.Json)!["detection"]!["tuning"]!["talk"]!["false_alarms"]!);
    }

    private static Dictionary<string, float> Low => new() { ["yes"] = 0.3f, ["no"] = 0.3f };

    private static FittedThresholds Fit(
        HeardRecording[] known, HeardRecording[] without, double mostMisses = 0.1) =>
        new ThresholdTuner(s_scoring, known, without).Fit(["yes", "no"], 1, mostMisses);
}
