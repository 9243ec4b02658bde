using System.Security.Claims;
using Kws.Gateway.Grpc;
using Kws.Gateway.Http.DataSets;
using Kws.Gateway.Identity.Auditing;
using Kws.ServiceDefaults.Errors;
using Kws.Storage.Recordings;
using Microsoft.AspNetCore.Mvc;

namespace Kws.Gateway.Http.Recordings;

/// <summary>The archive of recorded clips.</summary>
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
        api.MapDelete(Clip, DeleteAsync)
            .Describe("deleteRecording", "Recordings", "Remove a clip and what is known of it")
            .Produces(StatusCodes.Status204NoContent).ProducesProblems();
    }

    public static void MapMarks(this IEndpointRouteBuilder api) =>
        api.MapPost($"{Clip}/mark", MarkAsync)
            .Describe("markRecording", "Recordings", "Say what a clip really holds, for a data set")
            .Produces<CorrectionAnswer>().ProducesProblems();

    private static async Task<RecordingsAnswer> ListAsync(
        RecordingArchive archive, CancellationToken cancellationToken, [FromQuery] string? label = null,
        [FromQuery] DateOnly? date = null, [FromQuery] int limit = UsualPage, [FromQuery] string after = "")
    {
        if (limit is < 1 or > MostAPage)
            throw new InvalidRequestException("limit", limit, $"1 to {MostAPage}");
        List<RecordingAnswer> page = [];
        await foreach (var recording in archive.ListAsync(label, date, cancellationToken))
        {
            if (string.CompareOrdinal(NameOf(recording.WavKey.Value), NameOf(after)) <= 0)
                continue;
            if (page.Count == limit)
                return new RecordingsAnswer(page, page[^1].Key);
            page.Add(Read(recording, null));
        }
        return new RecordingsAnswer(page, null);
    }

    private static async Task<IResult> ReadAsync(
        [AsParameters] ClipName name, RecordingArchive archive, ClaimsPrincipal caller, IAuditLog audit,
        CancellationToken cancellationToken, [FromQuery] bool details = false)
    {
        var recording = await FindAsync(archive, name, cancellationToken);
        if (details)
            return TypedResults.Ok(Read(recording, await archive.ReadDetailsAsync(recording, cancellationToken)));
        var audio = await archive.OpenAudioAsync(recording, cancellationToken);
        await audit.WriteAsync(caller, AuditAction.Downloaded, name.Key, cancellationToken: cancellationToken);
        return TypedResults.Stream(audio, "audio/wav");
    }

    private static async Task<IResult> DeleteAsync(
        [AsParameters] ClipName name, RecordingArchive archive, CancellationToken cancellationToken)
    {
        await archive.DeleteAsync(await FindAsync(archive, name, cancellationToken), cancellationToken);
        return TypedResults.NoContent();
    }

    private static Task<CorrectionAnswer> MarkAsync(
        [AsParameters] ClipName name, MarkRequest request, ClaimsPrincipal caller, DataSetCalls calls,
        CancellationToken cancellationToken) =>
        calls.MarkAsync(name.Key, request.Label, request.DataSet, caller, cancellationToken);

    private static async Task<ArchivedRecording> FindAsync(
        RecordingArchive archive, ClipName name, CancellationToken cancellationToken) =>
        await archive.FindAsync(name.Key, cancellationToken) ?? throw new NotFoundException("recording", name.Key);

    // What the archive lists by.
    private static string? NameOf(string key) => Path.ChangeExtension(key, null);

    private static RecordingAnswer Read(ArchivedRecording recording, RecordedClip? details) => new(
        recording.WavKey.Value, recording.Label, recording.Date, recording.Bytes, recording.StoredAt, details);
}
