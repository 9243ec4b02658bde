using System.ComponentModel.DataAnnotations;

namespace Kws.ServiceDefaults.Bus;

/// <summary>How events travel. Configuration section <c>Bus</c>; the broker is connection string <c>bus</c>.</summary>
public sealed class BusOptions
{
    public const string Section = "Bus";
    public const string ConnectionName = "bus";

    /// <summary>Events that wait for the broker at most; more are dropped. Default 10,000, some 5 MB.</summary>
    [Range(1, 10_000_000)]
    public int BufferCapacity { get; set; } = 10_000;

    /// <summary>How long one publication may wait for the broker's confirmation before it is tried again. Default 10
    /// s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the second attempt; doubled after each failure up to 30 s. Default 0.2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.2);

    /// <summary>How long a stopping service goes on publishing what it has buffered. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a consumer is handed an event that it failed on before it goes to the error queue. Default
    /// 4.</summary>
    [Range(0, 100)]
    public int ConsumerRetries { get; set; } = 4;

    /// <summary>Pause before a consumer's first retry; doubled after each. Default 0.2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "00:01:00")]
    public TimeSpan ConsumerRetryDelay { get; set; } = TimeSpan.FromSeconds(0.2);
}
