using System.Security.Claims;
using Kws.Gateway.Bodies;
using Kws.Gateway.Grpc;
using Kws.Gateway.Http.Problems;
using Kws.ServiceDefaults.Calls;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.DataSets;

/// <summary>Data sets and their corrections.</summary>
internal static class DataSetEndpoints
{
    private const string Setting = "Http:MaxUploadBytes";
    private const string UsualTask = "keyword-spotting";

    public static void MapDataSets(this IEndpointRouteBuilder api)
    {
        api.MapGet("/v1/datasets", ListAsync)
            .Describe("dataSets", "Data sets", "The data sets' versions, by name, the newest first")
            .Produces<IReadOnlyList<DataSetAnswer>>().ProducesProblems();
        api.MapGet("/v1/datasets/{name}", GetAsync)
            .Describe("dataSet", "Data sets", "A version of a data set; the newest if none is named")
            .Produces<DataSetAnswer>().ProducesProblems();
        api.MapPut("/v1/datasets/{name}", ImportAsync)
            .Describe("importDataSet", "Data sets",
                "Take an archive (.tar, .tar.gz or .zip) of folders named by label into a new version")
            .TakesBody("application/x-tar", "application/gzip", "application/zip")
            .Produces<DataSetAnswer>().ProducesProblems();
        api.MapGet("/v1/datasets/{name}/corrections", ListCorrectionsAsync)
            .Describe("corrections", "Data sets", "Corrections that the newest version does not have yet")
            .Produces<IReadOnlyList<CorrectionAnswer>>().ProducesProblems();
        api.MapPost("/v1/datasets/{name}/corrections/apply", CorrectAsync)
            .Describe("correctDataSet", "Data sets", "Make a version of the newest one's files and the corrections")
            .Produces<CorrectedAnswer>().ProducesProblems();
    }

    private static Task<IReadOnlyList<DataSetAnswer>> ListAsync(
        ClaimsPrincipal caller, DataSetCalls calls, CancellationToken cancellationToken,
        [FromQuery] string? name = null) => calls.ListAsync(name ?? "", caller, cancellationToken);

    private static Task<DataSetAnswer> GetAsync(
        string name, ClaimsPrincipal caller, DataSetCalls calls, CancellationToken cancellationToken,
        [FromQuery] int version = 0) => calls.GetAsync(name, version, caller, cancellationToken);

    private static Task<DataSetAnswer> ImportAsync(
        string name, HttpContext context, DataSetCalls calls, IOptions<HttpApiOptions> options,
        IOptions<CallLimitsOptions> limits, TimeProvider timeProvider, CancellationToken cancellationToken,
        [FromQuery] string? task = null,
        [FromQuery(Name = "validation_share")] double validationShare = 0)
    {
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = null;
        var body = new PacedBody(context.Request.BodyReader, limits.Value, timeProvider);
        var limit = options.Value.MaxUploadBytes;
        var taken = 0L;
        return calls.ImportAsync(name, task ?? UsualTask, validationShare, ReadAsync, context.User, cancellationToken);

        async Task<int> ReadAsync(Memory<byte> block)
        {
            var read = await body.ReadAsync(block, cancellationToken);
            taken += read;
            return taken <= limit ? read : throw new PayloadTooLargeException("body", limit, Setting);
        }
    }

    private static Task<IReadOnlyList<CorrectionAnswer>> ListCorrectionsAsync(
        string name, ClaimsPrincipal caller, DataSetCalls calls, CancellationToken cancellationToken) =>
        calls.ListCorrectionsAsync(name, caller, cancellationToken);

    private static Task<CorrectedAnswer> CorrectAsync(
        string name, ClaimsPrincipal caller, DataSetCalls calls, CancellationToken cancellationToken) =>
        calls.CorrectAsync(name, caller, cancellationToken);
}
