using System.ComponentModel.DataAnnotations;

namespace Kws.Dashboard;

/// <summary>
/// How much telemetry is kept, by number and by memory, whichever is reached first. The oldest goes first.
/// </summary>
public sealed class TelemetryLimits
{
    /// <summary>Log entries, default 10,000.</summary>
    public int MaxLogCount { get; set; } = 10_000;

    /// <summary>Memory of the log entries in bytes, default 64 MiB.</summary>
    public int MaxLogBytes { get; set; } = 64 * 1024 * 1024;

    /// <summary>Traces, default 5,000.</summary>
    public int MaxTraceCount { get; set; } = 5_000;

    /// <summary>Spans of all traces, default 40,000.</summary>
    public int MaxSpanCount { get; set; } = 40_000;

    /// <summary>Memory of the spans in bytes, default 128 MiB.</summary>
    public int MaxTraceBytes { get; set; } = 128 * 1024 * 1024;

    /// <summary>Spans of one trace, default 2,000; more are counted, not kept.</summary>
    public int MaxSpansPerTrace { get; set; } = 2_000;

    /// <summary>Series (an instrument with one set of attributes) of all instruments, default 1,000.</summary>
    public int MaxMetricSeries { get; set; } = 1_000;

    /// <summary>Points of one series, default 600: ten minutes at one point a second.</summary>
    public int MaxPointsPerSeries { get; set; } = 600;

    /// <summary>Memory of the points in bytes, default 96 MiB.</summary>
    public int MaxMetricBytes { get; set; } = 96 * 1024 * 1024;

    /// <summary>Attributes of one span, log entry, event or resource, default 64.</summary>
    public int MaxAttributeCount { get; set; } = 64;

    /// <summary>Characters of one attribute, message or name, default 4,096; longer ones are cut.</summary>
    public int MaxAttributeLength { get; set; } = 4_096;

    /// <summary>Events of one span, default 64.</summary>
    public int MaxSpanEventCount { get; set; } = 64;

    /// <summary>Senders (service with instance), default 200; what others send is refused.</summary>
    public int MaxSources { get; set; } = 200;
}

/// <summary>Reports every limit that is not from 1 to 1,000,000, or to 1 GiB for memory.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ValidateTelemetryLimitsAttribute : ValidationAttribute
{
    private const int LargestCount = 1_000_000;
    private const int LargestMemory = 1024 * 1024 * 1024;

    protected override ValidationResult? IsValid(object? value, ValidationContext validationContext)
    {
        string[] faults = [.. typeof(TelemetryLimits).GetProperties()
            .Select(property => (property.Name, Value: (int)property.GetValue(value)!, Largest: property.Name.EndsWith("Bytes", StringComparison.Ordinal) ? LargestMemory : LargestCount))
            .Where(limit => limit.Value < 1 || limit.Value > limit.Largest)
            .Select(limit => $"TelemetryLimits.{limit.Name}: {limit.Value} is not allowed; allowed: 1 to {limit.Largest}")];
        return faults.Length == 0 ? ValidationResult.Success : new ValidationResult(string.Join("; ", faults));
    }
}
