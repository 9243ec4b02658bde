using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Sockets;

/// <summary>The gateway's WebSockets. Configuration section <c>Sockets</c>.</summary>
internal sealed class SocketOptions
{
    public const string Section = "Sockets";

    /// <summary>Sockets open at once; of one caller no more than <c>Calls:PeerShare</c> percent of them.</summary>
    [NumberRange(1, 100_000)]
    public int MaxOpen { get; set; } = 1000;

    /// <summary>A socket without traffic is pinged after this time, and closed when no answer comes in as
    /// much.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a client may take nothing of what it is told; then its socket is closed.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan StallLimit { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Largest picture, in bytes.</summary>
    [NumberRange(1024, 64 * 1024 * 1024)]
    public int MaxImageBytes { get; set; } = 4 * 1024 * 1024;
}

/// <summary>Finds every fault of <see cref="SocketOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class SocketOptionsValidator : IValidateOptions<SocketOptions>;
