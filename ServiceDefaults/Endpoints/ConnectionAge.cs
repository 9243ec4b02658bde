using System.Security.Cryptography;
using Kws.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>Lets connections grow only so old (<see cref="GrpcLimitsOptions.MaxConnectionAge"/>), so that clients find
/// servers that were added since.</summary>
/// <remarks>
/// An old connection takes no new calls (GOAWAY), and is closed after its last one. A tenth more or less, drawn for
/// each connection, keeps those that began together from ending together (gRFC A9).
/// </remarks>
internal sealed class ConnectionAge(IOptions<GrpcLimitsOptions> limits, TimeProvider timeProvider)
{
    private const int JitterPermille = 100;

    // Streams of an old connection end one by one within half as long again: each begins anew elsewhere, where all at
    // once would be more than there is room for.
    private const double SpreadShare = 0.5;

    private readonly TimeSpan _most = limits.ValidOrDefault().MaxConnectionAge;

    /// <summary>How long a stream of a connection that is old now may go on; each draws its own.</summary>
    public TimeSpan DrawRest() => _most * SpreadShare * (RandomNumberGenerator.GetInt32(1001) / 1000.0);

    /// <summary>Signalled once the connection of a call is old, or the server closes it for another reason.</summary>
    public static CancellationToken ReachedBy(HttpContext? call) =>
        call?.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;

    /// <summary>Watches over a listener's connections.</summary>
    public ConnectionDelegate Limit(ConnectionDelegate next) => _most == TimeSpan.Zero
        ? next
        : async connection =>
        {
            using var timer = timeProvider.CreateTimer(
                state => Close((ConnectionContext)state!), connection, Draw(), Timeout.InfiniteTimeSpan);
            await next(connection);
        };

    private static void Close(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();

    private TimeSpan Draw() =>
        _most * (1 + RandomNumberGenerator.GetInt32(-JitterPermille, JitterPermille + 1) / 1000.0);
}
