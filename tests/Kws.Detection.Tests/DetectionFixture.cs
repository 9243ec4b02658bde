namespace Kws.Detection.Tests;

/// <summary>A small plan and posteriors that look like words passing through a window.</summary>
internal static class DetectionFixture
{
    public static readonly string[] Labels = ["silence", "unknown", "yes", "no", "go"];

    public static DetectionPlan Plan(
        int smoothing = 3,
        int refractory = 10,
        float nearMissShare = 0.6f,
        float threshold = 0.8f,
        int early = 0,
        float earlyOdds = 8,
        SecondLookRules? secondLook = null) =>
        new(Labels, new Dictionary<string, float> { ["yes"] = threshold, ["no"] = threshold, ["go"] = threshold },
            new Smoothing(smoothing, early, earlyOdds), refractory, nearMissShare, secondLook);

    /// <summary>A row where one label has <paramref name="score"/> and silence has the rest.</summary>
    public static float[] Row(string label, float score)
    {
        var row = new float[Labels.Length];
        row[0] = 1;
        var index = Array.IndexOf(Labels, label);
        row[0] -= score;
        row[index] += score;
        return row;
    }

    /// <summary>
    /// Posteriors of a whole recording: words come at random, rise and fall over about seven decisions,
    /// with noise, flicker and words that stay below the threshold.
    /// </summary>
    public static float[][] Recording(int seed, int decisions)
    {
        var random = new Random(seed);
        var rows = Enumerable.Range(0, decisions).Select(_ => Row("unknown", random.NextSingle() * 0.3f)).ToArray();
        for (var at = random.Next(8); at < decisions; at += 2 + random.Next(18))
        {
            var label = Labels[2 + random.Next(3)];
            var peak = 0.3f + 0.7f * random.NextSingle();
            for (var i = 0; i < 8 && at + i < decisions; i++)
            {
                var flicker = random.Next(6) == 0 ? 0.4f : 1f;
                rows[at + i] = Row(label, peak * flicker * MathF.Sin(MathF.PI * (i + 1) / 9));
            }
        }
        return rows;
    }
}
