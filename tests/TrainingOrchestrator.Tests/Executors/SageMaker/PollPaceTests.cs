using Kws.TrainingOrchestrator.Executors.SageMaker;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

public sealed class PollPaceTests
{
    [Fact]
    public void Next_WhileNothingChanges_GrowsByHalfToTheLongestWithinAFifth()
    {
        var pace = new PollPace(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(20), "kws-a-1");
        double[] expected = [4, 6, 9, 13.5, 20, 20, 20];
        var pauses = expected.Select(_ => pace.Next().TotalSeconds).ToArray();
        Assert.All(expected.Zip(pauses), pair => Assert.InRange(pair.Second, 0.8 * pair.First, 1.2 * pair.First));
        pace.Restart();
        Assert.InRange(pace.Next().TotalSeconds, 3.2, 4.8);
    }

    [Fact]
    public void Next_OfTwoJobs_IsSpreadAndOfOneTheSameAgain()
    {
        double[] Pauses(string name)
        {
            var pace = new PollPace(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10), name);
            return [.. Enumerable.Range(0, 200).Select(_ => pace.Next().TotalSeconds)];
        }

        var first = Pauses("kws-a-1");
        Assert.Equal(first, Pauses("kws-a-1"));
        Assert.NotEqual(first, Pauses("kws-b-1"));
        // All of the spread is used.
        Assert.InRange(first.Min(), 8, 8.2);
        Assert.InRange(first.Max(), 11.8, 12);
    }

    [Fact]
    public void Next_LongestBelowTheShortest_StaysTheShortest()
    {
        var pace = new PollPace(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(1), "kws-a-1");
        pace.Next();
        Assert.InRange(pace.Next().TotalSeconds, 8, 12);
    }
}
