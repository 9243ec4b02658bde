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

    /// <summary>Calls open at once on one connection; a client opens another connection beyond it. Below 100 clients in
    /// .NET open more before they are told, and lose the connection for it.</summary>
    [NumberRange(1, 10_000)]
    public int MaxStreamsPerConnection { get; set; } = 250;

    /// <summary>Bytes that one call may have under way to a server that does not read it yet.</summary>
    /// <remarks>A quarter of the connection's, so that a call that is held back does not hold back those beside
    /// it.</remarks>
    [NumberRange(64 * 1024, 16 * 1024 * 1024)]
    public int StreamWindowBytes { get; set; } = 256 * 1024;

    /// <summary>Bytes that all calls of a connection may have under way, at least
    /// <see cref="StreamWindowBytes"/>.</summary>
    [NumberRange(64 * 1024, 64 * 1024 * 1024)]
    public int ConnectionWindowBytes { get; set; } = 1024 * 1024;

    /// <summary>A connection without traffic is probed after this time, and closed when no answer comes in as
    /// much.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How old a connection may get, a tenth more or less; zero: any age. Then it takes no more calls, and
    /// streams that can resume end with UNAVAILABLE and where to, one by one within half as long again: their clients
    /// come back on a new connection, maybe to a server that was not there before.</summary>
    [TimeRange("00:00:00", "1.00:00:00")]
    public TimeSpan MaxConnectionAge { get; set; }
}

/// <summary>Finds every fault of <see cref="GrpcLimitsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GrpcLimitsOptionsValidator : IValidateOptions<GrpcLimitsOptions>;
