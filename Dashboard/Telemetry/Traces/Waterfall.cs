namespace Kws.Dashboard.Telemetry.Traces;

/// <summary>A trace as rows: parents before children, siblings by start.</summary>
public sealed record Waterfall(Trace Trace, IReadOnlyList<WaterfallRow> Rows)
{
    // A chain deeper than this is shown flat from here on; malformed parent ids cannot make it endless.
    private const int DeepestIndent = 64;

    public static Waterfall Of(Trace trace)
    {
        var ids = trace.Spans.Select(span => span.SpanId).ToHashSet();
        ILookup<string, SpanEntry> children = trace.Spans.ToLookup(span => ids.Contains(span.ParentId) && span.ParentId != span.SpanId ? span.ParentId : "");
        var rows = new List<WaterfallRow>(trace.Spans.Count);
        var shown = new HashSet<string>();
        var waiting = new Stack<(SpanEntry Span, int Depth)>(children[""].Reverse().Select(span => (span, 0)));
        while (waiting.TryPop(out (SpanEntry Span, int Depth) next))
        {
            if (!shown.Add(next.Span.SpanId))
                continue;
            rows.Add(Row(trace, next.Span, next.Depth, children[next.Span.SpanId].Any()));
            foreach (SpanEntry child in children[next.Span.SpanId].Reverse())
                waiting.Push((child, Math.Min(next.Depth + 1, DeepestIndent)));
        }
        // Spans whose parents form a ring hang on no root: show them all the same.
        rows.AddRange(trace.Spans.Where(span => shown.Add(span.SpanId)).Select(span => Row(trace, span, 0, false)));
        return new Waterfall(trace, rows);
    }

    private static WaterfallRow Row(Trace trace, SpanEntry span, int depth, bool hasChildren)
    {
        double total = Math.Max(trace.Duration.Ticks, 1);
        double left = 100 * (span.Start - trace.Start).Ticks / total;
        return new WaterfallRow(span, depth, hasChildren, left, Math.Min(100 * span.Duration.Ticks / total, 100 - left));
    }
}

/// <summary>One row; the bar's place and length in percent of the trace.</summary>
public sealed record WaterfallRow(SpanEntry Span, int Depth, bool HasChildren, double LeftPercent, double WidthPercent);
