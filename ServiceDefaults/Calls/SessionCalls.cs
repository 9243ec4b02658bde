using Grpc.Core;

namespace Kws.ServiceDefaults.Calls;

/// <summary>What the calls of devices share that begin with a config.</summary>
public static class SessionCalls
{
    /// <summary>The first message was a config: the next one is waited for <see cref="CallLimitsOptions.FirstData"/>
    /// only.</summary>
    public static void ExpectData(this ServerCallContext call) =>
        call.GetHttpContext().Features.Get<WatchedBody>()?.ExpectData();
}
