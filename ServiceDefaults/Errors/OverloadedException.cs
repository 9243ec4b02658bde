using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>The server has no headroom for the call, though it has a place: <c>RESOURCE_EXHAUSTED</c>.</summary>
/// <param name="message">What is measured, how much it is, and its limit.</param>
/// <param name="retryAfter">When it is worth another try, told by <see cref="RetryTrailers"/>.</param>
/// <param name="trailers">Sent besides, such as <c>kws-resume-sample</c>; null: none.</param>
public sealed class OverloadedException(string message, TimeSpan retryAfter, Metadata? trailers = null)
    : Exception(message), IStatusError
{
    public StatusCode StatusCode => StatusCode.ResourceExhausted;

    public Metadata Trailers => [.. RetryTrailers.Of(StatusCode, Message, retryAfter), .. trailers ?? []];

    /// <summary>The same with further trailers.</summary>
    public OverloadedException With(Metadata further) => new(Message, retryAfter, further);
}
