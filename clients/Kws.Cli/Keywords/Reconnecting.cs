using System.Globalization;
using Grpc.Core;

namespace Kws.Cli.Keywords;

/// <summary>Tells a connection that broke, which is worth a retry, from a call that the server refused for
/// good.</summary>
internal static class LostConnection
{
    /// <summary>The trailer in which a draining server says where to resume.</summary>
    private const string ResumeTrailer = "kws-resume-sample";

    /// <summary>The trailer in which a server without room says when to try again.</summary>
    private const string PushbackTrailer = "grpc-retry-pushback-ms";

    /// <param name="own">The caller's own cancellation, which is no lost connection.</param>
    public static bool Is(RpcException exception, CancellationToken own) => exception.StatusCode switch
    {
        StatusCode.Unavailable => true,
        StatusCode.ResourceExhausted => RetryAfter(exception) is not null,
        // A server that is killed resets its streams; the client library calls that Cancelled or Internal.
        StatusCode.Cancelled => !own.IsCancellationRequested,
        StatusCode.Internal or StatusCode.Unknown =>
            exception.Status.DebugException is IOException or HttpRequestException,
        _ => false,
    };

    /// <summary>When the server asks to be tried again; null when it does not say.</summary>
    public static TimeSpan? RetryAfter(RpcException exception) =>
        int.TryParse(exception.Trailers.GetValue(PushbackTrailer), NumberStyles.None, CultureInfo.InvariantCulture,
            out var milliseconds) ? TimeSpan.FromMilliseconds(milliseconds) : null;

    /// <summary>The sample that the server names to resume from; null when it names none.</summary>
    public static long? ResumeSample(RpcException exception) =>
        long.TryParse(exception.Trailers.GetValue(ResumeTrailer), NumberStyles.None, CultureInfo.InvariantCulture,
            out var sample) ? sample : null;
}

/// <summary>
/// How long to wait before the next attempt: doubling from 100 ms to 3 s, each up to a quarter
/// shorter, so that a thousand devices do not come back in the same moment.
/// </summary>
internal sealed class ReconnectDelay(int seed)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(3);
    private readonly Random _random = new(seed);
    private TimeSpan _next = First;

    public TimeSpan Next()
    {
        var delay = _next * (1 - _random.NextDouble() / 4);
        _next = TimeSpan.FromTicks(Math.Min(_next.Ticks * 2, Longest.Ticks));
        return delay;
    }

    /// <summary>The connection held: begin anew.</summary>
    public void Reset() => _next = First;
}

/// <summary>Remembers the last so many ids, to drop what a replay reports again.</summary>
internal sealed class RecentIds(int capacity)
{
    private readonly HashSet<string> _ids = [];
    private readonly Queue<string> _order = new();

    /// <summary>False when the id is among the last ones.</summary>
    public bool Add(string id)
    {
        if (!_ids.Add(id))
            return false;
        _order.Enqueue(id);
        if (_order.Count > capacity)
            _ids.Remove(_order.Dequeue());
        return true;
    }
}
