using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>How calls end that their client, or their deadline, ends.</summary>
internal static class CallEnds
{
    /// <summary><c>DEADLINE_EXCEEDED</c> when the call's time is over, otherwise <c>CANCELLED</c>.</summary>
    public static Status StatusOf(ServerCallContext context, TimeProvider timeProvider) =>
        context.Deadline <= timeProvider.GetUtcNow().UtcDateTime
            ? new Status(StatusCode.DeadlineExceeded, "the call's deadline passed")
            : new Status(StatusCode.Cancelled, "the call was cancelled");

    /// <summary>
    /// Waits for a write; breaks the call off when its client takes nothing for the limit. A status would wait behind what
    /// the client leaves unread, and the server would go on holding both: the reset does not wait.
    /// </summary>
    /// <param name="write">What the client is to take.</param>
    /// <param name="limit">Above 0.</param>
    /// <param name="abort">Breaks the call off.</param>
    /// <param name="timeProvider">The clock of the limit.</param>
    /// <exception cref="LimitExceededException">The client took nothing for the limit; the call is broken off.</exception>
    public static async Task AwaitOrAbortAsync(Task write, TimeSpan limit, Action abort, TimeProvider timeProvider)
    {
        try
        {
            await write.WaitAsync(limit, timeProvider).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!write.IsCompleted)
        {
            abort();
            await write.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw Unread(limit);
        }
    }

    /// <summary>What a client is told that read nothing for the limit.</summary>
    public static LimitExceededException Unread(TimeSpan limit) =>
        new("unread responses", $"none taken for {limit.TotalSeconds:0.#} s", $"{limit.TotalSeconds:0.#} s");
}
