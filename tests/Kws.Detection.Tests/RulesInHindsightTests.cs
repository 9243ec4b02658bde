using static Kws.Detection.Tests.DetectionFixture;

namespace Kws.Detection.Tests;

/// <summary>
/// The detector, which hears row by row, against the same rules read off a whole recording in double precision: starts
/// of words are found label by label first and compete afterwards.
/// </summary>
public sealed class RulesInHindsightTests
{
    private const int Decisions = 240;

    // Single and double precision may disagree about a score that is this close to a threshold.
    private const double Undecided = 1e-5;

    [Fact]
    public void Detector_RandomRecordingsAndRules_ReportsWhatHindsightFinds()
    {
        int compared = 0, events = 0;
        for (var seed = 0; seed < 600; seed++)
        {
            var random = new Random(seed);
            var smoothing = 1 + random.Next(8);
            var looks = new RandomLook(seed, share: 0.5f);
            var plan = Plan(smoothing, random.Next(16), threshold: 0.35f + 0.55f * random.NextSingle(),
                early: random.Next(smoothing + 1), earlyOdds: 1 + random.Next(8),
                secondLook: seed % 2 == 0 ? null : new SecondLookRules(1 + random.Next(8), 0, RandomLook.Thresholds));
            var rows = Recording(seed, Decisions);
            var scores = Scores(plan, rows);
            if (plan.Keywords.ToArray()
                .Any(label => scores.Any(row => Math.Abs(row[label] - plan.Threshold(label)) < Undecided)))
                continue;
            var expected = Hindsight(plan, rows, scores, looks);
            Assert.Equal(expected, Heard(plan, rows, looks));
            compared++;
            events += expected.Count;
        }
        Assert.True(compared > 500 && events > 1000, $"{compared} recordings with {events} events");
    }

    private static List<(int Decision, int Label)> Hindsight(
        DetectionPlan plan, float[][] rows, double[][] scores, ISecondLook looks)
    {
        (int Decision, int Label)[] starts =
            [.. plan.Keywords.ToArray().SelectMany(label => Starts(plan, rows, scores, label, looks))
            .OrderBy(start => start.Decision)];
        var events = new List<(int Decision, int Label)>();
        foreach (var rivals in starts.GroupBy(start => start.Decision))
        {
            (int Decision, int Label)[] free =
                [.. rivals.Where(start => !starts.Any(other => Bars(plan, other, start, events)))];
            if (free.Length > 0)
                events.Add(free.MaxBy(start => scores[start.Decision][start.Label]));
        }
        return events;
    }

    /// <summary>Crossings with a gap before them; with a second look those of words said again as well, and the first
    /// decision of each that it confirms, of as many as it looks at.</summary>
    private static IEnumerable<(int Decision, int Label)> Starts(
        DetectionPlan plan, float[][] rows, double[][] scores, int label, ISecondLook looks)
    {
        var crossings = new List<List<int>>();
        for (var decision = 0; decision < scores.Length; decision++)
        {
            if (scores[decision][label] < plan.Threshold(label))
                continue;
            if (crossings.Count == 0 || decision - crossings[^1][^1] > plan.GapDecisions
                || (plan.SecondLook is not null && RisesBetween(rows, label, crossings[^1][^1], decision)))
                crossings.Add([]);
            crossings[^1].Add(decision);
        }
        return plan.SecondLook is not { } rules
            ? crossings.Select(crossing => (crossing[0], label))
            : crossings.SelectMany(crossing => crossing.Take(rules.Looks)
                .Where(decision => looks.PosteriorOf(decision, label) >= plan.SecondThreshold(label)).Take(1)
                .Select(decision => (decision, label)));
    }

    // To one half, from below it at two decisions.
    private static bool RisesBetween(float[][] rows, int label, int after, int until) =>
        Enumerable.Range(after + 1, until - after).Any(decision => decision >= 2 && rows[decision][label] >= 0.5f
            && rows[decision - 1][label] < 0.5f && rows[decision - 2][label] < 0.5f);

    private static bool Bars(DetectionPlan plan, (int Decision, int Label) earlier, (int Decision, int Label) start,
        List<(int Decision, int Label)> events)
    {
        var since = start.Decision - earlier.Decision;
        if (earlier.Label != start.Label)
            return since > 0 && since < Math.Min(4, plan.RefractoryDecisions);
        var epoch = Math.Max(1, 2 * plan.RefractoryDecisions);
        return since > 0 && since < plan.RefractoryDecisions
            && (events.Contains(earlier) || earlier.Decision / epoch < start.Decision / epoch);
    }

    private static double[][] Scores(DetectionPlan plan, float[][] rows) =>
        [.. rows.Select((_, decision) =>
            Labels.Select((_, label) => Score(plan.Smoothing, rows, decision, label)).ToArray())];

    private static double Score(Smoothing smoothing, float[][] rows, int decision, int label)
    {
        double Mean(int windows) =>
            rows[Math.Max(0, decision + 1 - windows)..(decision + 1)].Average(row => (double)row[label]);
        if (smoothing.EarlyWindows == 0)
            return Mean(smoothing.Windows);
        var early = Mean(smoothing.EarlyWindows);
        return Math.Max(Mean(smoothing.Windows), early / (early + (1 - early) * smoothing.EarlyOdds));
    }

    private static List<(int, int)> Heard(DetectionPlan plan, float[][] rows, ISecondLook looks)
    {
        var detector = new KeywordDetector(plan, 0, 0);
        return [.. rows.Select(row => detector.Decide(row, looks).Label).Select((label, decision) => (decision, label))
            .Where(heard => heard.label >= 0)];
    }
}
