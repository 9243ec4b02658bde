using Grpc.Core;

namespace Kws.ServiceDefaults.Calls;

/// <summary>What calls ask of the server beside their messages.</summary>
public static class SessionCalls
{
    /// <summary>The first message was a config: the next one is waited for <see cref="CallLimitsOptions.FirstData"/>
    /// only.</summary>
    public static void ExpectData(this ServerCallContext call) =>
        call.GetHttpContext().Features.Get<WatchedBody>()?.ExpectData();

    /// <summary>What the call holds of the server's memory.</summary>
    public static CallBytes Bytes(this ServerCallContext call) => call.GetHttpContext().Features.Get<CallBytes>()
        ?? throw new InvalidOperationException("the calls of this server are not counted: no AddServiceDefaults");
}
