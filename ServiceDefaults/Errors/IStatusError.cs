using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>An exception whose message is meant for the caller, with the status that it becomes.</summary>
public interface IStatusError
{
    /// <summary>The gRPC status code of the call.</summary>
    StatusCode StatusCode { get; }

    /// <summary>Sent with the status, such as <c>kws-resume-sample</c>; null: none.</summary>
    Metadata? Trailers => null;
}
