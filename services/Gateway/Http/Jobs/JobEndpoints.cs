using System.Net.ServerSentEvents;
using System.Security.Claims;
using Kws.Gateway.Grpc;
using Microsoft.AspNetCore.Mvc;

namespace Kws.Gateway.Http.Jobs;

/// <summary>Training jobs.</summary>
internal static class JobEndpoints
{
    public static void MapJobs(this IEndpointRouteBuilder api)
    {
        api.MapPost("/v1/jobs", SubmitAsync)
            .Describe("submitJob", "Jobs", "Train a model")
            .Produces<JobAnswer>(StatusCodes.Status202Accepted).ProducesProblems();
        api.MapGet("/v1/jobs", ListAsync)
            .Describe("jobs", "Jobs", "The jobs, the newest first")
            .Produces<IReadOnlyList<JobAnswer>>().ProducesProblems();
        api.MapGet("/v1/jobs/{id}", GetAsync)
            .Describe("job", "Jobs", "A job")
            .Produces<JobAnswer>().ProducesProblems();
        api.MapPost("/v1/jobs/{id}/cancel", CancelAsync)
            .Describe("cancelJob", "Jobs", "Ask for a job's end")
            .Produces<JobAnswer>().ProducesProblems();
        api.MapGet("/v1/jobs/{id}/events", WatchAsync)
            .Describe("watchJob", "Jobs", "A job's changes from the first on, as events until it has ended: " +
                "`transition` and `progress`")
            .ProducesEvents().ProducesProblems();
        api.MapGet("/v1/jobs/{id}/log", ReadLogAsync)
            .Describe("jobLog", "Jobs", "What a job's executor printed; with `follow` until it has ended")
            .Produces<string>(StatusCodes.Status200OK, "text/plain").ProducesProblems();
    }

    private static async Task<IResult> SubmitAsync(
        JobRequest request, ClaimsPrincipal caller, JobCalls calls, CancellationToken cancellationToken)
    {
        var job = await calls.SubmitAsync(request, caller, cancellationToken);
        return TypedResults.Accepted($"/v1/jobs/{job.Id}", job);
    }

    private static Task<IReadOnlyList<JobAnswer>> ListAsync(
        ClaimsPrincipal caller, JobCalls calls, CancellationToken cancellationToken, [FromQuery] int limit = 0) =>
        calls.ListAsync(limit, caller, cancellationToken);

    private static Task<JobAnswer> GetAsync(
        string id, ClaimsPrincipal caller, JobCalls calls, CancellationToken cancellationToken) =>
        calls.GetAsync(id, caller, cancellationToken);

    private static Task<JobAnswer> CancelAsync(
        string id, ClaimsPrincipal caller, JobCalls calls, CancellationToken cancellationToken) =>
        calls.CancelAsync(id, caller, cancellationToken);

    private static Task<IResult> WatchAsync(
        string id, ClaimsPrincipal caller, JobCalls calls, CancellationToken cancellationToken) =>
        EventStream.OfAsync(calls.WatchAsync(id, caller, cancellationToken), Event, cancellationToken);

    private static async Task ReadLogAsync(
        string id, HttpContext context, JobCalls calls, CancellationToken cancellationToken,
        [FromQuery] bool follow = false, [FromQuery(Name = "first_byte")] long firstByte = 0)
    {
        await foreach (var text in calls.ReadLogAsync(id, firstByte, follow, context.User, cancellationToken))
        {
            if (!context.Response.HasStarted)
                context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.Body.WriteAsync(text, cancellationToken);
            await context.Response.Body.FlushAsync(cancellationToken);
        }
    }

    private static SseItem<object> Event(JobChange change) => change.Transition is { } transition
        ? new SseItem<object>(transition, "transition")
        : new SseItem<object>(change.Progress!, "progress");
}
