using Grpc.Core;
using Kws.Settings;

namespace Kws.ServiceDefaults.Errors;

/// <summary>The client did not send in time what is its turn to send: <c>DEADLINE_EXCEEDED</c>.</summary>
/// <param name="what">What was waited for, such as "first message".</param>
/// <param name="came">What came instead, such as "nothing for 10 s".</param>
/// <param name="limit">What is asked for, such as "10 s".</param>
/// <param name="setting">The server's setting behind it, such as "Calls:FirstMessage".</param>
internal sealed class TooLateException(string what, string came, string limit, string setting)
    : Exception($"{what}: {came}; the limit is {limit} ({setting})"), IStatusError
{
    public TooLateException(string what, TimeSpan limit, string setting)
        : this(what, $"nothing for {Duration.Text(limit)}", Duration.Text(limit), setting)
    {
    }

    public StatusCode StatusCode => StatusCode.DeadlineExceeded;
}
