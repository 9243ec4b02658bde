using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>The caller asks for more than the server gives to one caller or in all:
/// <c>RESOURCE_EXHAUSTED</c>.</summary>
/// <param name="what">What is limited, such as "open streams".</param>
/// <param name="value">How much was asked for, with its unit.</param>
/// <param name="limit">How much is given, with its unit.</param>
/// <param name="retryAfter">When it is worth another try, told by <see cref="RetryTrailers"/>; null: it is not for time
/// to mend.</param>
public sealed class LimitExceededException(string what, string value, string limit, TimeSpan? retryAfter = null)
    : Exception($"{what}: {value} exceeds the limit of {limit}"), IStatusError
{
    public StatusCode StatusCode => StatusCode.ResourceExhausted;

    public Metadata? Trailers => retryAfter is { } delay ? RetryTrailers.Of(StatusCode, Message, delay) : null;
}
