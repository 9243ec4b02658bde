using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>The server cannot do it now and may later, so the caller tries again: <c>UNAVAILABLE</c>.</summary>
/// <param name="message">What is missing, and until when if that is known.</param>
/// <param name="trailers">Sent with the status, such as <c>kws-resume-sample</c>; null: none.</param>
/// <param name="innerException">Stays in this process.</param>
public sealed class NotReadyException(string message, Metadata? trailers = null, Exception? innerException = null)
    : Exception(message, innerException), IStatusError
{
    public StatusCode StatusCode => StatusCode.Unavailable;

    public Metadata? Trailers => trailers;
}
