using Grpc.Core;
using Kws.Settings;

namespace Kws.ServiceDefaults.Errors;

/// <summary>An exception whose message is meant for the caller, with the status that it becomes.</summary>
public interface IStatusError
{
    /// <summary>The gRPC status code of the call.</summary>
    StatusCode StatusCode { get; }

    /// <summary>Sent with the status, such as <c>kws-resume-sample</c>; null: none.</summary>
    Metadata? Trailers => null;
}

/// <summary>The state of the system forbids it, and trying again does not help: <c>FAILED_PRECONDITION</c>.</summary>
public sealed class FailedPreconditionException(string message) : Exception(message), IStatusError
{
    public StatusCode StatusCode => StatusCode.FailedPrecondition;
}

/// <summary>A thing of this name is there already: <c>ALREADY_EXISTS</c>.</summary>
/// <param name="what">Its kind, such as "data set".</param>
/// <param name="name">The name that was asked for.</param>
public sealed class AlreadyExistsException(string what, string name)
    : Exception($"{what} '{Printable.Text(name)}' exists already"), IStatusError
{
    public StatusCode StatusCode => StatusCode.AlreadyExists;
}

/// <summary>There is no such thing: <c>NOT_FOUND</c>.</summary>
/// <param name="what">Its kind, such as "model".</param>
/// <param name="name">The name that was asked for.</param>
public sealed class NotFoundException(string what, string name)
    : Exception($"{what} '{Printable.Text(name)}' is not known"), IStatusError
{
    public StatusCode StatusCode => StatusCode.NotFound;
}

/// <summary>Nobody is known to call: <c>UNAUTHENTICATED</c>, over HTTP 401.</summary>
/// <param name="message">What is missing or does not hold; never the token itself.</param>
public sealed class UnauthenticatedException(string message) : Exception(message), IStatusError
{
    public StatusCode StatusCode => StatusCode.Unauthenticated;
}

/// <summary>The caller has no right to it: <c>PERMISSION_DENIED</c>, over HTTP 403.</summary>
public sealed class PermissionDeniedException : Exception, IStatusError
{
    /// <param name="field">Where it stands in the request, such as <c>config.device_id</c>.</param>
    /// <param name="value">What was sent.</param>
    /// <param name="allowed">What the caller may send.</param>
    public PermissionDeniedException(string field, string value, string allowed)
        : base($"{field}: '{Printable.Text(value)}' is not the caller's; allowed: {allowed}")
    {
    }

    /// <param name="message">What is missing.</param>
    public PermissionDeniedException(string message) : base(message)
    {
    }

    public StatusCode StatusCode => StatusCode.PermissionDenied;
}

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

/// <summary>The caller asks for more than the server gives to one caller or in all:
/// <c>RESOURCE_EXHAUSTED</c>.</summary>
/// <param name="what">What is limited, such as "open streams".</param>
/// <param name="value">How much was asked for, with its unit.</param>
/// <param name="limit">How much is given, with its unit.</param>
/// <param name="retryAfter">When it is worth another try, told by <see cref="StatusDetails"/>; null: it is not for time
/// to mend.</param>
public sealed class LimitExceededException(string what, string value, string limit, TimeSpan? retryAfter = null)
    : Exception($"{what}: {value} exceeds the limit of {limit}"), IStatusError
{
    public StatusCode StatusCode => StatusCode.ResourceExhausted;

    public Metadata Trailers => StatusDetails.OfLimit(Message, what, value, limit, retryAfter);
}

/// <summary>The server has no headroom for the call, though it has a place: <c>RESOURCE_EXHAUSTED</c>.</summary>
/// <param name="message">What is measured, how much it is, and its limit.</param>
/// <param name="retryAfter">When it is worth another try, told by <see cref="StatusDetails"/>.</param>
/// <param name="trailers">Sent besides, such as <c>kws-resume-sample</c>; null: none.</param>
public sealed class OverloadedException(string message, TimeSpan retryAfter, Metadata? trailers = null)
    : Exception(message), IStatusError
{
    public StatusCode StatusCode => StatusCode.ResourceExhausted;

    public Metadata Trailers => [.. StatusDetails.OfRetry(StatusCode, Message, retryAfter), .. trailers ?? []];

    /// <summary>The same with further trailers.</summary>
    public OverloadedException With(Metadata further) => new(Message, retryAfter, further);
}

/// <summary>The client did not send in time what is its turn to send: <c>DEADLINE_EXCEEDED</c>.</summary>
/// <param name="what">What was waited for, such as "first message".</param>
/// <param name="came">What came instead, such as "nothing for 10 s".</param>
/// <param name="limit">What is asked for, such as "10 s".</param>
/// <param name="setting">The server's setting behind it, such as "Calls:FirstMessage".</param>
public sealed class TooLateException(string what, string came, string limit, string setting)
    : Exception($"{what}: {came}; the limit is {limit} ({setting})"), IStatusError
{
    public TooLateException(string what, TimeSpan limit, string setting)
        : this(what, $"nothing for {Duration.Text(limit)}", Duration.Text(limit), setting)
    {
    }

    public StatusCode StatusCode => StatusCode.DeadlineExceeded;
}
