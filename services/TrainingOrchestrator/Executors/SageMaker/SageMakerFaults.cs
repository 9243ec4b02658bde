using System.Collections.Frozen;
using Amazon.Runtime;
using Amazon.SageMaker;
using Amazon.SageMaker.Model;
using Kws.ServiceDefaults.Errors;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>What SageMaker's errors mean.</summary>
internal static class SageMakerFaults
{
    private const int ServerFault = 500;
    private const int TooMany = 429;
    private const int LongestText = 1_000;

    private static readonly FrozenSet<string> s_passing = new[]
    {
        "ThrottlingException", "Throttling", "TooManyRequestsException", "RequestLimitExceeded",
        "ResourceLimitExceeded", "ExpiredTokenException", "ExpiredToken", "RequestExpired", "RequestTimeout",
        "RequestTimeoutException",
    }.ToFrozenSet();

    /// <summary>Whether the same call may succeed later: nobody answered, too much was asked for, or credentials ended
    /// that are renewed.</summary>
    public static bool MayPass(Exception fault) => fault switch
    {
        AmazonServiceException answer => (int)answer.StatusCode is 0 or TooMany or >= ServerFault
            || s_passing.Contains(answer.ErrorCode ?? ""),
        AmazonClientException or HttpRequestException or IOException or TimeoutException
            or OperationCanceledException => true,
        _ => false,
    };

    /// <summary>There is no training job of the name. AWS answers a description with a ValidationException.</summary>
    public static bool IsUnknown(Exception fault) => fault is ResourceNotFoundException
        || (IsRefusedState(fault) && fault.Message.Contains("not found", StringComparison.OrdinalIgnoreCase));

    /// <summary>The call does not suit the job's state: such as to stop one that has ended.</summary>
    public static bool IsRefusedState(Exception fault) =>
        fault is AmazonSageMakerException { ErrorCode: "ValidationException" };

    /// <summary>For people: "ThrottlingException: Rate exceeded".</summary>
    public static string Text(Exception fault) => Printable.Text(
        fault is AmazonServiceException { ErrorCode.Length: > 0 } answer
            ? $"{answer.ErrorCode}: {answer.Message}"
            : fault.Message,
        LongestText);
}

/// <summary>SageMaker was away for longer than is waited.</summary>
internal sealed class SageMakerAwayException(string message, Exception cause) : Exception(message, cause);
