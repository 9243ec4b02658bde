using System.Security.Claims;
using Kws.Gateway.Grpc;
using Kws.Gateway.Http.DataSets;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;
using Kws.Storage.Recordings;
using Microsoft.AspNetCore.Mvc;

namespace Kws.Gateway.Http.Recordings;

/// <summary>The archive of recorded clips, each caller's part of it by <see cref="CallerRecordings"/>.</summary>
internal static class RecordingEndpoints
{
    private const int MostAPage = 1000;
    private const int UsualPage = 100;
    private const string Clip = "/v1/recordings/{label}/{date}/{file}";

    public static void MapRecordings(this IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/recordings", ListAsync)
            .Describe("recordings", "Recordings", "The recorded clips, by label, date and id")
            .Produces<RecordingsAnswer>().ProducesProblems();
        api.MapGet(Clip, ReadAsync)
            .Describe("recording", "Recordings", "A clip's audio; with `details` what is known of it")
            .Produces<RecordingAnswer>()
            .Produces<byte[]>(StatusCodes.Status200OK, "audio/wav").ProducesProblems();
    }

    public static void MapRecordingRemoval(this IEndpointRouteBuilder api) =>
        api.MapDelete(Clip, DeleteAsync)
            .Describe("deleteRecording", "Recordings", "Remove a clip and what is known of it")
            .Produces(StatusCodes.Status204NoContent).ProducesProblems();

    public static void MapMarks(this IEndpointRouteBuilder api) =>
        api.MapPost($"{Clip}/mark", MarkAsync)
            .Describe("markRecording", "Recordings", "Say what a clip really holds, for a data set")
            .Produces<CorrectionAnswer>().ProducesProblems();

    private static async Task<RecordingsAnswer> ListAsync(
        ClaimsPrincipal caller, CallerRecordings recordings, CancellationToken cancellationToken,
        [FromQuery] string? label = null, [FromQuery] DateOnly? date = null, [FromQuery] int limit = UsualPage,
        [FromQuery] string? after = null)
    {
        if (limit is < 1 or > MostAPage)
            throw new InvalidRequestException("limit", limit, $"1 to {MostAPage}");
        List<RecordingAnswer> page = [];
        await foreach (var recording in recordings.ListAsync(caller, label, date, after ?? "", cancellationToken))
        {
            if (page.Count == limit)
                return new RecordingsAnswer(page, page[^1].Key);
            page.Add(Read(recording, null));
        }
        return new RecordingsAnswer(page, null);
    }

    private static async Task<IResult> ReadAsync(
        [AsParameters] ClipName name, ClaimsPrincipal caller, CallerRecordings recordings,
        CancellationToken cancellationToken, [FromQuery] bool details = false)
    {
        var recording = await recordings.FindAsync(caller, name.Key, cancellationToken);
        return details
            ? TypedResults.Ok(Read(recording, await ReadDetailsAsync(recording, recordings, cancellationToken)))
            : TypedResults.Stream(await recordings.DownloadAsync(caller, recording, cancellationToken), "audio/wav");
    }

    private static async Task<RecordedClip> ReadDetailsAsync(
        ArchivedRecording recording, CallerRecordings recordings, CancellationToken cancellationToken)
    {
        try
        {
            return await recordings.ReadDetailsAsync(recording, cancellationToken);
        }
        catch (UnreadableRecordingException)
        {
            throw new FailedPreconditionException(
                $"what is known of '{recording.WavKey.Value}' cannot be read; its audio can, without ?details=true");
        }
    }

    private static async Task<IResult> DeleteAsync(
        [AsParameters] ClipName name, ClaimsPrincipal caller, CallerRecordings recordings,
        CancellationToken cancellationToken)
    {
        await recordings.DeleteAsync(
            await recordings.FindAsync(caller, name.Key, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static async Task<CorrectionAnswer> MarkAsync(
        [AsParameters] ClipName name, MarkRequest request, ClaimsPrincipal caller, CallerRecordings recordings,
        DataSetCalls calls, CancellationToken cancellationToken)
    {
        // Whoever looks after data sets may mark every clip.
        if (caller.DeviceId is not null)
            await recordings.FindAsync(caller, name.Key, cancellationToken);
        return await calls.MarkAsync(name.Key, request.Label, request.DataSet, caller, cancellationToken);
    }

    private static RecordingAnswer Read(ArchivedRecording recording, RecordedClip? details) => new(
        recording.WavKey.Value, recording.Label, recording.Date, recording.Bytes, recording.StoredAt, details);
}
