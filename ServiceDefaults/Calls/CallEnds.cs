using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>How calls end that their client, or their deadline, ends.</summary>
internal static class CallEnds
{
    private const string WriteIsStuck = "write is stuck";

    /// <summary><c>DEADLINE_EXCEEDED</c> when the call's time is over, otherwise <c>CANCELLED</c>.</summary>
    public static Status StatusOf(ServerCallContext context, TimeProvider timeProvider) =>
        context.Deadline <= timeProvider.GetUtcNow().UtcDateTime
            ? new Status(StatusCode.DeadlineExceeded, "the call's deadline passed")
            : new Status(StatusCode.Cancelled, "the call was cancelled");

    /// <summary>What a client is told that took nothing of a response for the limit.</summary>
    public static LimitExceededException Unread(TimeSpan limit)
    {
        var seconds = $"{limit.TotalSeconds:0.#} s";
        return new LimitExceededException("unread responses", $"none taken for {seconds}",
            seconds)
        { Data = { [WriteIsStuck] = true } };
    }

    /// <summary>Whether a response is still on its way to a client that does not take it, and a status would wait
    /// behind it.</summary>
    public static bool IsStuck(Exception exception) => exception.Data.Contains(WriteIsStuck);
}
