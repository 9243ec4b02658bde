using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Bus;

/// <summary>How events travel. Configuration section <c>Bus</c>; the broker is connection string <c>bus</c>.</summary>
public sealed class BusOptions
{
    public const string Section = "Bus";
    public const string ConnectionName = "bus";

    /// <summary>Events that wait for the broker, each some 500 bytes; more are dropped and counted.</summary>
    [NumberRange(1, 10_000_000)]
    public int BufferCapacity { get; set; } = 10_000;

    /// <summary>How long one publication may wait for the broker's confirmation before it is tried again.</summary>
    [TimeRange("00:00:00.1", "00:10:00")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause before the second attempt; doubled after each failure up to 30 s.</summary>
    [TimeRange("00:00:00.01", "00:00:30")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.2);

    /// <summary>How long a stopping service goes on publishing what it has buffered.</summary>
    [TimeRange("00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a consumer is handed an event again that it failed on, before it goes to the error
    /// queue.</summary>
    [NumberRange(0, 100)]
    public int ConsumerRetries { get; set; } = 4;

    /// <summary>Pause before a consumer's first retry; doubled after each.</summary>
    [TimeRange("00:00:00.01", "00:01:00")]
    public TimeSpan ConsumerRetryDelay { get; set; } = TimeSpan.FromSeconds(0.2);
}

/// <summary>Finds every fault of <see cref="BusOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class BusOptionsValidator : IValidateOptions<BusOptions>;
