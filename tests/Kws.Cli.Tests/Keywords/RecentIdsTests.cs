using Kws.Cli.Keywords;

namespace Kws.Cli.Tests.Keywords;

public sealed class RecentIdsTests
{
    [Fact]
    public void RecentIds_Repeated_AreRefusedUntilSoManyOthersCame()
    {
        var ids = new RecentIds(capacity: 2);

        Assert.True(ids.Add("a"));
        Assert.False(ids.Add("a"));
        Assert.True(ids.Add("b"));
        Assert.True(ids.Add("c"));
        Assert.True(ids.Add("a"));
    }
}
