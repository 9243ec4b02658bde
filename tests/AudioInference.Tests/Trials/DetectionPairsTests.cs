using Kws.AudioInference.Trials;
using Kws.ServiceDefaults.WarmingUp;

namespace Kws.AudioInference.Tests.Trials;

public sealed class DetectionPairsTests : IDisposable
{
    private const int Reach = 5;
    private readonly UnheardMeterFactory _meters = new();
    private readonly TrialCounts _counts;

    public DetectionPairsTests() => _counts = new TrialCounts("trial", new AudioInferenceMetrics(_meters));

    public void Dispose() => _meters.Dispose();

    [Theory]
    [InlineData(10, 10)]
    [InlineData(10, 15)]
    [InlineData(15, 10)]
    public void Detections_WithinReach_Agree(int champion, int listener)
    {
        var pairs = new DetectionPairs(Reach, 0, _counts);
        pairs.Champion(champion, "yes");
        pairs.Listener(listener, "yes");
        pairs.Advance(100);

        Assert.Equal(("yes", 1L, 0L, 0L), Only());
    }

    [Fact]
    public void Detections_BeyondReach_StandAlone()
    {
        var pairs = new DetectionPairs(Reach, 0, _counts);
        pairs.Champion(10, "yes");
        pairs.Advance(15);
        Assert.Empty(_counts.Sums().Labels);
        pairs.Listener(16, "yes");
        pairs.Advance(22);

        Assert.Equal(("yes", 0L, 1L, 1L), Only());
    }

    [Fact]
    public void Detections_OfOtherLabels_StandAlone()
    {
        var pairs = new DetectionPairs(Reach, 0, _counts);
        pairs.Champion(10, "yes");
        pairs.Listener(10, "no");
        pairs.End(isWhole: true);

        Assert.Equal([("no", 1L, 0L), ("yes", 0L, 1L)],
            _counts.Sums().Labels.Select(label => (label.Label, label.ListenerAlone, label.ChampionAlone)));
    }

    [Fact]
    public void Detection_WhosePartnerMayHaveBeenMissed_DoesNotCount()
    {
        var pairs = new DetectionPairs(Reach, 0, _counts);
        pairs.Champion(10, "yes");
        pairs.End(isWhole: false);

        Assert.Empty(_counts.Sums().Labels);
    }

    [Fact]
    public void Detection_BeforeTheCountBegins_IsAPartnerAtMost()
    {
        var pairs = new DetectionPairs(Reach, 20, _counts);
        pairs.Champion(18, "yes");
        pairs.Listener(21, "yes");
        pairs.Champion(19, "no");
        pairs.End(isWhole: true);

        Assert.Equal(("yes", 1L, 0L, 0L), Only());
    }

    [Fact]
    public void WordTwice_EachHasItsPartner()
    {
        var pairs = new DetectionPairs(Reach, 0, _counts);
        pairs.Champion(10, "yes");
        pairs.Champion(14, "yes");
        pairs.Listener(13, "yes");
        pairs.Listener(15, "yes");
        pairs.Advance(100);

        Assert.Equal(("yes", 2L, 0L, 0L), Only());
    }

    private (string, long, long, long) Only()
    {
        var label = Assert.Single(_counts.Sums().Labels);
        return (label.Label, label.Agreed, label.ListenerAlone, label.ChampionAlone);
    }
}
