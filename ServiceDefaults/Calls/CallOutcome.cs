using Grpc.Core;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Calls;

/// <summary>How a streaming call ended, as metrics and logs name it.</summary>
public static class CallOutcome
{
    /// <summary>The client sent all and got all.</summary>
    public const string Completed = "completed";

    /// <summary>The client broke it off, its deadline passed, or it sent nothing for too long.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>The server could not go on: the client resumes elsewhere.</summary>
    public const string Interrupted = "interrupted";

    /// <summary>The client went beyond a limit.</summary>
    public const string Cut = "cut";

    /// <summary>The client sent what is not allowed.</summary>
    public const string Refused = "refused";

    /// <summary>A fault of the server.</summary>
    public const string Failed = "failed";

    /// <summary>Runs a call and tells how it ended.</summary>
    /// <param name="call">The call.</param>
    /// <param name="ended">Told the outcome.</param>
    /// <param name="cancellationToken">The call's own.</param>
    public static async Task ReportAsync(Func<Task> call, Action<string> ended, CancellationToken cancellationToken)
    {
        try
        {
            await call().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            ended(Of(e, cancellationToken));
            throw;
        }
        ended(Completed);
    }

    /// <summary>The outcome of a call that threw.</summary>
    public static string Of(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        LimitExceededException or OverloadedException => Cut,
        RpcException { StatusCode: StatusCode.ResourceExhausted } => Cut,
        RpcException { StatusCode: StatusCode.Unavailable } => Interrupted,
        RpcException { StatusCode: StatusCode.Cancelled or StatusCode.DeadlineExceeded } => Cancelled,
        TooLateException => Cancelled,
        _ when cancellationToken.IsCancellationRequested => Cancelled,
        NotReadyException => Interrupted,
        ArgumentException => Refused,
        _ => Failed,
    };
}
