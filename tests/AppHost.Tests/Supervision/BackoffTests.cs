using Kws.AppHost.Supervision;

namespace Kws.AppHost.Tests.Supervision;

public sealed class BackoffTests
{
    [Fact]
    public void After_FailuresInARow_DoublesUpToHalfAMinuteAndForgetsAfterALongRun()
    {
        var backoff = new Backoff();
        TimeSpan[] pauses = [.. Enumerable.Range(0, 8).Select(_ => backoff.After(TimeSpan.FromSeconds(1)))];
        Assert.Equal([0.5, 1, 2, 4, 8, 16, 30, 30], pauses.Select(pause => pause.TotalSeconds));
        Assert.Equal(0.5, backoff.After(TimeSpan.FromMinutes(2)).TotalSeconds);
    }
}
