using Grpc.Core;

namespace Kws.TestSupport;

/// <summary>What a call looks like whose deadline passed.</summary>
public static class Deadline
{
    /// <summary>
    /// Whether the deadline ended the call. Both sides have a timer for it. A server whose timer is first resets the
    /// stream, and the reset can overtake its status on the way: then the client sees the reset's code, CANCEL.
    /// </summary>
    public static bool Ended(RpcException failure) =>
        failure.StatusCode == StatusCode.DeadlineExceeded
        || (failure.StatusCode == StatusCode.Cancelled
            && failure.Status.Detail.Contains("'CANCEL'", StringComparison.Ordinal));
}
