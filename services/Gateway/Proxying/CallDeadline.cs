using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Kws.Gateway.Proxying;

/// <summary>How long a caller waits for its call, as its header says it
/// (<see href="https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md"/>: <c>grpc-timeout</c>).</summary>
internal static class CallDeadline
{
    /// <summary>Up to eight digits and a unit.</summary>
    public const string Header = "grpc-timeout";

    private const int MostDigits = 8;

    /// <summary>The time from the begin of the call; null: none, or none that can be read.</summary>
    public static TimeSpan? Read(StringValues header)
    {
        if (header is not [{ Length: > 1 and <= MostDigits + 1 } text]
            || !long.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var amount))
            return null;
        // 99,999,999 hours are fewer ticks than a TimeSpan holds.
        return text[^1] switch
        {
            'H' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerHour),
            'M' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMinute),
            'S' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerSecond),
            'm' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMillisecond),
            'u' => TimeSpan.FromTicks(amount * TimeSpan.TicksPerMicrosecond),
            'n' => TimeSpan.FromTicks(amount / TimeSpan.NanosecondsPerTick),
            _ => null,
        };
    }
}
