namespace Kws.Dashboard.Telemetry.Traces;

/// <summary>Which traces to show. Null or empty: any.</summary>
/// <param name="Service">A service's name or a source's key that has a span in the trace.</param>
/// <param name="Text">Occurs in a span's name or attributes, or is the trace's id.</param>
public sealed record TraceFilter(string? Service = null, string? Text = null, bool ErrorsOnly = false, TimeSpan MinimumDuration = default)
{
    internal bool Matches(IReadOnlyList<SpanEntry> spans)
    {
        if (!string.IsNullOrEmpty(Service) && !spans.Any(span => span.Source.Service == Service || span.Source.Key == Service))
            return false;
        if (ErrorsOnly && !spans.Any(span => span.Status == SpanStatus.Error))
            return false;
        if (MinimumDuration > TimeSpan.Zero && spans.Max(span => span.End) - spans.Min(span => span.Start) < MinimumDuration)
            return false;
        return string.IsNullOrWhiteSpace(Text)
            || spans.Any(span => TextMatch.Matches(Text.Trim(), span.Attributes, span.Name, span.TraceId, span.Source.Service));
    }
}
