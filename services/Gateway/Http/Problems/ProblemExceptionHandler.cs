using System.Diagnostics;
using Grpc.Core;
using Kws.Audio;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Mvc;

namespace Kws.Gateway.Http.Problems;

/// <summary>Tells whatever an endpoint throws as problem details; what nobody expects is logged, and told by its trace
/// id alone.</summary>
internal sealed class ProblemExceptionHandler(
    IProblemDetailsService problems, ErrorMap errors, ILogger<ProblemExceptionHandler> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (problem, retryAfter) = Of(httpContext, exception);
        httpContext.Response.StatusCode = problem.Status!.Value;
        if (retryAfter is { } delay)
            httpContext.Response.Headers.RetryAfter = ProblemAnswers.Seconds(delay);
        await problems.WriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem });
        return true;
    }

    private (ProblemDetails Problem, TimeSpan? RetryAfter) Of(HttpContext context, Exception exception) =>
        exception switch
        {
            RpcException failure when failure.StatusCode is not (StatusCode.Internal or StatusCode.Unknown) =>
                ProblemAnswers.Of(failure),
            InvalidAudioException audio => (ProblemAnswers.OfField(StatusCodes.Status400BadRequest, audio.Message,
                audio.Field, audio.Value, audio.Limit), null),
            PayloadTooLargeException large => (ProblemAnswers.OfField(StatusCodes.Status413PayloadTooLarge,
                large.Message, large.Field, large.Value, large.Limit), null),
            SlowUploadException slow =>
                (ProblemAnswers.Problem(StatusCodes.Status408RequestTimeout, slow.Message), null),
            BadHttpRequestException bad => (ProblemAnswers.Problem(bad.StatusCode, bad.Message), null),
            InvalidObjectKeyException key =>
                (ProblemAnswers.Problem(StatusCodes.Status400BadRequest, key.Message), null),
            ObjectNotFoundException none => (ProblemAnswers.Problem(StatusCodes.Status404NotFound, none.Message), null),
            ObjectStoreException store =>
                (ProblemAnswers.Problem(StatusCodes.Status503ServiceUnavailable, store.Message), null),
            _ => errors.FailureForCaller(exception) is { } failure
                ? ProblemAnswers.Of(failure)
                : (Unexpected(context, exception), null),
        };

    private ProblemDetails Unexpected(HttpContext context, Exception exception)
    {
        var reference = Activity.Current?.TraceId.ToHexString() ?? ActivityTraceId.CreateRandom().ToHexString();
        if (context.RequestAborted.IsCancellationRequested)
            return ProblemAnswers.Problem(StatusCodes.Status499ClientClosedRequest, "the client went away");
        logger.Unexpected(context.Request.Path, reference, exception);
        return ProblemAnswers.Problem(StatusCodes.Status500InternalServerError,
            $"internal error; the server's log has it under {reference}");
    }
}
