using System.Globalization;
using Kws.Dashboard.Telemetry.Traces;
using static Kws.Dashboard.Tests.Telemetry.TestSpans;

namespace Kws.Dashboard.Tests.Telemetry;

public class WaterfallTests
{
    [Fact]
    public void Of_Tree_ParentsBeforeChildrenAndSiblingsByStart()
    {
        Waterfall waterfall = Of(Span("t", "root", milliseconds: 100), Span("t", "late", "root", 50), Span("t", "early", "root", 10), Span("t", "deep", "early", 20, 5));
        Assert.Equal(["root", "early", "deep", "late"], waterfall.Rows.Select(row => row.Span.SpanId));
        Assert.Equal([0, 1, 2, 1], waterfall.Rows.Select(row => row.Depth));
        WaterfallRow deep = waterfall.Rows[2];
        Assert.Equal((20, 5), (deep.LeftPercent, deep.WidthPercent));
    }

    [Fact]
    public void Of_ParentNeverArrived_IsShownAsARoot()
    {
        Waterfall waterfall = Of(Span("t", "orphan", "gone", 5), Span("t", "root"));
        Assert.All(waterfall.Rows, row => Assert.Equal(0, row.Depth));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Of_AnyParents_ShowsEachSpanOnceWithinTheTrace(int seed)
    {
        // Parents at random: trees, rings, spans that are their own parents.
        var random = new Random(seed);
        SpanEntry[] spans = [.. Enumerable.Range(0, 200).Select(number => Span(
            "t", number.ToString(CultureInfo.InvariantCulture), random.Next(220).ToString(CultureInfo.InvariantCulture), random.Next(1000), random.Next(500)))];
        Waterfall waterfall = Of(spans);
        Assert.Equal(spans.Select(span => span.SpanId).Order(), waterfall.Rows.Select(row => row.Span.SpanId).Order());
        Assert.All(waterfall.Rows, row => Assert.InRange(row.LeftPercent + row.WidthPercent, 0, 100.0001));
    }

    private static Waterfall Of(params SpanEntry[] spans) => Waterfall.Of(new Trace("t", [.. spans.OrderBy(span => span.Start)], 0));
}
