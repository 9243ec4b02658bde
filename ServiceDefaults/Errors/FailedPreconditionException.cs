using Grpc.Core;

namespace Kws.ServiceDefaults.Errors;

/// <summary>The state of the system forbids it, and trying again does not help: <c>FAILED_PRECONDITION</c>.</summary>
public sealed class FailedPreconditionException(string message) : Exception(message), IStatusError
{
    public StatusCode StatusCode => StatusCode.FailedPrecondition;
}
