using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>What one message and one connection may carry. Configuration section <c>Grpc</c>.</summary>
public sealed class GrpcLimitsOptions
{
    public const string Section = "Grpc";

    /// <summary>Largest request message in bytes; a larger one is RESOURCE_EXHAUSTED. Services that take clips take at
    /// least their longest.</summary>
    [NumberRange(1024, 256 * 1024 * 1024)]
    public int MaxReceiveMessageBytes { get; set; } = 4 * 1024 * 1024;

    /// <summary>Largest response message in bytes.</summary>
    [NumberRange(1024, 256 * 1024 * 1024)]
    public int MaxSendMessageBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>Calls open at once on one connection; a client opens another connection beyond it.</summary>
    [NumberRange(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 250;

    /// <summary>A connection without traffic is probed after this time, and closed when no answer comes in as
    /// much.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(20);
}

/// <summary>Finds every fault of <see cref="GrpcLimitsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GrpcLimitsOptionsValidator : IValidateOptions<GrpcLimitsOptions>;
