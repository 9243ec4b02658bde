using System.Globalization;
using Google.Rpc;
using Grpc.Core;
using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Kws.Gateway.Http.Problems;

/// <summary>What a gRPC status is in HTTP: problem details (RFC 9457) with the field, its value and what is
/// allowed.</summary>
internal static class ProblemAnswers
{
    private const int ClientClosedRequest = 499;
    private static readonly TimeSpan s_retryWhenAway = TimeSpan.FromSeconds(1);

    /// <summary>The problem, and when to try again; null: that does not help, or nobody knows.</summary>
    public static (ProblemDetails Problem, TimeSpan? RetryAfter) Of(RpcException failure)
    {
        var details = failure.GetRpcStatus();
        var retry = details?.GetDetail<RetryInfo>()?.RetryDelay.ToTimeSpan();
        if (failure.StatusCode == StatusCode.Unavailable)
            retry ??= s_retryWhenAway;
        var problem = Problem(HttpStatusOf(failure.StatusCode, retry is not null), failure.Status.Detail);
        if (details?.GetDetail<ErrorInfo>() is { Domain: StatusDetails.Domain } info)
        {
            foreach (var key in new[] { StatusDetails.Field, StatusDetails.Value, StatusDetails.Limit })
                problem.Extensions[key] = info.Metadata.GetValueOrDefault(key);
        }
        if (ImportFaultsTrailer.Read(failure) is { } faults)
            problem.Extensions["faults"] = faults;
        return (problem, retry);
    }

    /// <summary>A field of the request that is not allowed.</summary>
    public static ProblemDetails OfField(int status, string detail, string field, string value, string limit)
    {
        var problem = Problem(status, detail);
        problem.Extensions[StatusDetails.Field] = field;
        problem.Extensions[StatusDetails.Value] = value;
        problem.Extensions[StatusDetails.Limit] = limit;
        return problem;
    }

    public static ProblemDetails Problem(int status, string detail) => new() { Status = status, Detail = detail };

    /// <summary>For <c>Retry-After</c>: whole seconds, at least one.</summary>
    public static string Seconds(TimeSpan time) =>
        Math.Max(1, (long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    private static int HttpStatusOf(StatusCode status, bool mayTryAgain) => status switch
    {
        StatusCode.InvalidArgument or StatusCode.OutOfRange => StatusCodes.Status400BadRequest,
        StatusCode.Unauthenticated => StatusCodes.Status401Unauthorized,
        StatusCode.PermissionDenied => StatusCodes.Status403Forbidden,
        StatusCode.NotFound => StatusCodes.Status404NotFound,
        StatusCode.AlreadyExists or StatusCode.FailedPrecondition or StatusCode.Aborted =>
            StatusCodes.Status409Conflict,
        // A limit that time does not mend is one of size.
        StatusCode.ResourceExhausted => mayTryAgain
            ? StatusCodes.Status429TooManyRequests
            : StatusCodes.Status413PayloadTooLarge,
        StatusCode.Cancelled => ClientClosedRequest,
        StatusCode.Unimplemented => StatusCodes.Status501NotImplemented,
        StatusCode.Unavailable => StatusCodes.Status503ServiceUnavailable,
        StatusCode.DeadlineExceeded => StatusCodes.Status504GatewayTimeout,
        _ => StatusCodes.Status500InternalServerError,
    };
}
