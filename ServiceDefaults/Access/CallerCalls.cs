using System.Security.Claims;
using Grpc.Core;
using Kws.ServiceDefaults.Calls;

namespace Kws.ServiceDefaults.Access;

/// <summary>Who makes a gRPC call.</summary>
public static class CallerCalls
{
    /// <summary>Its rights by <see cref="Access.Caller"/>.</summary>
    public static ClaimsPrincipal Caller(this ServerCallContext call) => call.GetHttpContext().User;

    /// <summary>The caller's name, for records; without one the address that it calls from.</summary>
    public static string CallerName(this ServerCallContext call) =>
        call.Caller() is { Subject: not null } caller ? caller.CallerName : call.Peer;

    /// <summary>Whom limits on one caller count for, by <see cref="Peer"/>.</summary>
    public static string Origin(this ServerCallContext call) => Peer.Of(call.GetHttpContext());
}
