using Kws.Detection;
using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

/// <summary>Scoring counts the events that the service's detector reports, also where it need not run it.</summary>
public class DetectedEventsTests
{
    [Fact]
    public void Score_RandomPosteriorsAndThresholds_CountsWhatTheDetectorReports()
    {
        var random = new Random(1);
        int quiet = 0, loud = 0;
        for (var trial = 0; trial < 400; trial++)
        {
            var manifest = Manifest(smoothingWindows: 1 + random.Next(4));
            var scoring = new StreamScoring(manifest);
            var heard = new HeardRecording("random", Posteriors(random, manifest.Labels.Count), [], 100_000);
            for (var attempt = 0; attempt < 3; attempt++)
            {
                Dictionary<string, float> thresholds =
                    new()
                    {
                        ["yes"] = 0.3f + (0.7f * random.NextSingle()),
                        ["no"] = 0.3f + (0.7f * random.NextSingle())
                    };
                var expected = Events(scoring.Plan(thresholds), heard.Posteriors);
                Assert.Equal(expected, scoring.Score([heard], thresholds).FalseAlarms);
                quiet += expected == 0 ? 1 : 0;
                loud += expected > 0 ? 1 : 0;
            }
        }
        Assert.True(quiet > 100 && loud > 100, $"{quiet} without, {loud} with events");
    }

    [Fact]
    public void Score_ScoreEqualToTheThreshold_IsAnEvent()
    {
        var scoring = new StreamScoring(Manifest());
        var heard = Heard([(50, "yes", 0.9f)]);
        Assert.Equal(1, scoring.Score([heard], new Dictionary<string, float> { ["yes"] = 0.9f }).FalseAlarms);
        Assert.Equal(0,
            scoring.Score([heard], new Dictionary<string, float> { ["yes"] = MathF.BitIncrement(0.9f) }).FalseAlarms);
    }

    [Fact]
    public void Score_PosteriorsThatAreNoNumbers_AreNoEvents()
    {
        var posteriors = new float[40];
        Array.Fill(posteriors, float.NaN);
        Assert.Equal(0, new StreamScoring(Manifest())
            .Score([new HeardRecording("test", posteriors, [], 16_000)]).FalseAlarms);
    }

    /// <summary>Events at least a second apart from the last of their label, as scoring counts them.</summary>
    private static int Events(DetectionPlan plan, float[] posteriors)
    {
        var detector = new KeywordDetector(plan, 0, 0);
        Dictionary<int, long> last = [];
        var events = 0;
        foreach (var row in posteriors.Chunk(plan.Labels.Count))
        {
            var output = detector.Decide(row);
            if (!output.HasKeyword)
                continue;
            var at = detector.NextDecision - 1;
            events += last.TryGetValue(output.Label, out var before) && at - before < 10 ? 0 : 1;
            last[output.Label] = at;
        }
        return events;
    }

    private static float[] Posteriors(Random random, int labels)
    {
        var posteriors = new float[60 * labels];
        var height = random.NextSingle();
        for (var at = 0; at < posteriors.Length; at++)
            posteriors[at] = random.Next(6) == 0 ? height * MathF.Sqrt(random.NextSingle())
                : 0.1f * random.NextSingle();
        return posteriors;
    }
}
