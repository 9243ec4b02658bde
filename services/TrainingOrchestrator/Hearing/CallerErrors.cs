using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.TrainingOrchestrator.Hearing;

/// <summary>Tells what is wrong with a message from what is wrong with this service: only the latter is worth another
/// try.</summary>
internal sealed class CallerErrors(ErrorMap errors)
{
    private const int LongestReason = 1_000;

    /// <summary>Why a message is refused for good; null: it is not, and may be tried again.</summary>
    public string? RefusalOf(Exception exception) => errors.StatusForCaller(exception) is { } status
        && status.StatusCode is StatusCode.InvalidArgument or StatusCode.NotFound or StatusCode.AlreadyExists
            or StatusCode.FailedPrecondition
        ? Printable.Text(exception.Message, LongestReason)
        : null;
}
