using Kws.Detection;
using Kws.Models;
using static Kws.Evaluation.Tests.MadeUpHearing;

namespace Kws.Evaluation.Tests;

/// <summary>Scoring counts the events that the service's detector reports, also where it need not run it.</summary>
public class DetectedEventsTests
{
    [Fact]
    public void Score_RandomPosteriorsAndThresholds_CountsWhatTheDetectorReports()
    {
        Random random = new(1);
        int quiet = 0, loud = 0;
        for (int trial = 0; trial < 400; trial++)
        {
            ModelManifest manifest = Manifest(smoothingWindows: 1 + random.Next(4));
            StreamScoring scoring = new(manifest);
            HeardRecording heard = new("random", Posteriors(random, manifest.Labels.Count), [], 100_000);
            for (int attempt = 0; attempt < 3; attempt++)
            {
                Dictionary<string, float> thresholds =
                    new()
                    {
                        ["yes"] = 0.3f + (0.7f * random.NextSingle()),
                        ["no"] = 0.3f + (0.7f * random.NextSingle())
                    };
                int expected = Events(scoring.Plan(thresholds), heard.Posteriors);
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
        StreamScoring scoring = new(Manifest());
        HeardRecording heard = Heard([(50, "yes", 0.9f)]);
        Assert.Equal(1, scoring.Score([heard], new Dictionary<string, float> { ["yes"] = 0.9f }).FalseAlarms);
        Assert.Equal(0,
            scoring.Score([heard], new Dictionary<string, float> { ["yes"] = MathF.BitIncrement(0.9f) }).FalseAlarms);
    }

    [Fact]
    public void Score_PosteriorsThatAreNoNumbers_AreNoEvents()
    {
        float[] posteriors = new float[40];
        Array.Fill(posteriors, float.NaN);
        Assert.Equal(0, new StreamScoring(Manifest())
            .Score([new HeardRecording("test", posteriors, [], 16_000)]).FalseAlarms);
    }

    /// <summary>Events at least a second apart from the last of their label, as scoring counts them.</summary>
    private static int Events(DetectionPlan plan, float[] posteriors)
    {
        KeywordDetector detector = new(plan, 0, 0);
        Dictionary<int, long> last = [];
        int events = 0;
        foreach (float[] row in posteriors.Chunk(plan.Labels.Count))
        {
            DetectorOutput output = detector.Decide(row);
            if (!output.HasKeyword)
                continue;
            long at = detector.NextDecision - 1;
            events += last.TryGetValue(output.Label, out long before) && at - before < 10 ? 0 : 1;
            last[output.Label] = at;
        }
        return events;
    }

    private static float[] Posteriors(Random random, int labels)
    {
        float[] posteriors = new float[60 * labels];
        float height = random.NextSingle();
        for (int at = 0; at < posteriors.Length; at++)
            posteriors[at] = random.Next(6) == 0 ? height * MathF.Sqrt(random.NextSingle())
                : 0.1f * random.NextSingle();
        return posteriors;
    }
}
