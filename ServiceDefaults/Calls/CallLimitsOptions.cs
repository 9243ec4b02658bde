using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Calls;

/// <summary>How long a call may keep the server waiting, and how much of it one caller may hold. Configuration section
/// <c>Calls</c>.</summary>
public sealed class CallLimitsOptions
{
    public const string Section = "Calls";

    /// <summary>Longest wait for the first message of a call, and for the end of a call that has one message; then it
    /// is DEADLINE_EXCEEDED.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan FirstMessage { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Longest wait of a Spot or Read session, after its config, for the first audio or frame; then it is
    /// DEADLINE_EXCEEDED.</summary>
    [TimeRange("00:00:00.1", "01:00:00")]
    public TimeSpan FirstData { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a call may send nothing between two messages; then it is DEADLINE_EXCEEDED. Sessions tell it
    /// to their devices.</summary>
    [TimeRange("00:00:00.1", "1.00:00:00")]
    public TimeSpan Idle { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a message that has begun may take besides what <see cref="MinBytesPerSecond"/> gives it; then
    /// the call is DEADLINE_EXCEEDED.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan MessageGrace { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Slowest that a message may come in, in bytes a second.</summary>
    [NumberRange(1, 1_000_000_000)]
    public int MinBytesPerSecond { get; set; } = 16 * 1024;

    /// <summary>Bytes that all calls may hold: messages from their first byte on, and what is made of them. More is
    /// RESOURCE_EXHAUSTED. 0: a quarter of the memory that the process may use.</summary>
    [NumberRange(0, 1L << 40)]
    public long MaxHeldBytes { get; set; }

    /// <summary>What one peer (a device, a person, a service's process, else an address; of IPv6 the /64 network) may
    /// hold of the places that sessions have and of <see cref="MaxHeldBytes"/>, in percent; the rest is kept for
    /// others. 100 where all devices come through one proxy.</summary>
    [NumberRange(1, 100)]
    public int PeerShare { get; set; } = 50;

    /// <summary>Sessions that one peer may hold open under one device_id.</summary>
    [NumberRange(1, 1_000_000)]
    public int SessionsPerDevice { get; set; } = 16;

    /// <summary>The peer's share of a number of places: one at least.</summary>
    internal int ShareOf(int places) => (int)((long)places * PeerShare / 100) is var share and > 0 ? share : 1;
}

/// <summary>Finds every fault of <see cref="CallLimitsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class CallLimitsOptionsValidator : IValidateOptions<CallLimitsOptions>;
