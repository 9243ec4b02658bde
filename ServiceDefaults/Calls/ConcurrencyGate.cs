using System.Globalization;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>Lets so many in at once, and refuses the next: never a queue. Safe for concurrent use.</summary>
/// <param name="what">What is counted, for the refusal, such as "open sessions".</param>
/// <param name="limit">1 or more.</param>
public sealed class ConcurrencyGate(string what, int limit)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);
    private int _inside;

    /// <summary>How many are inside.</summary>
    public int Count => Volatile.Read(ref _inside);

    /// <summary>Lets one in until the result is disposed.</summary>
    /// <exception cref="LimitExceededException">As many as allowed are inside.</exception>
    public Pass Enter()
    {
        if (Interlocked.Increment(ref _inside) > limit)
        {
            Interlocked.Decrement(ref _inside);
            var most = limit.ToString(CultureInfo.InvariantCulture);
            throw new LimitExceededException(what, $"{most} and one more", most, s_retryAfter);
        }
        return new Pass(this);
    }

    private void Leave() => Interlocked.Decrement(ref _inside);

    /// <summary>A place inside; disposing it twice gives it back once.</summary>
    public sealed class Pass(ConcurrencyGate gate) : IDisposable
    {
        private ConcurrencyGate? _gate = gate;

        public void Dispose() => Interlocked.Exchange(ref _gate, null)?.Leave();
    }
}
