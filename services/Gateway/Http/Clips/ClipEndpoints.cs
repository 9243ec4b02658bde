using System.Security.Claims;
using Kws.Gateway.Grpc;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Http.Clips;

/// <summary>Audio files to keywords.</summary>
internal static class ClipEndpoints
{
    private const string Setting = "Http:MaxClipBytes";
    private static readonly string[] s_types = ["audio/wav", "audio/flac", "audio/ogg"];

    public static void MapClips(this IEndpointRouteBuilder api)
    {
        api.MapPost("/v1/classify", ClassifyAsync)
            .Describe("classify", "Keywords", "The keyword in a recording")
            .WithDescription(
                "A WAV, FLAC or Ogg Opus file of up to a minute, as the part `file` of a form or as the body.")
            .TakesFile(s_types)
            .Produces<KeywordAnswer>().ProducesProblems();
        api.MapPost("/predict", PredictAsync)
            .Describe("predict", "Keywords",
                "The keyword in a recording, as the classic tutorial's server answers it")
            .TakesFile(s_types)
            .Produces<PredictAnswer>().ProducesProblems();
        api.MapGet("/v1/keywords", DescribeAsync)
            .Describe("keywords", "Keywords", "The model that listens, its keywords and their thresholds")
            .Produces<KeywordModelAnswer>().ProducesProblems();
    }

    private static async Task<KeywordAnswer> ClassifyAsync(
        HttpRequest request, ClaimsPrincipal caller, UploadedFile files, ClipConversion conversion, KeywordCalls calls,
        IOptions<HttpApiOptions> options, CancellationToken cancellationToken, [FromQuery] int top = 0)
    {
        var file = await files.ReadAsync(request, options.Value.MaxClipBytes, Setting, cancellationToken);
        var wav = await conversion.ToWavAsync(file, cancellationToken);
        return await calls.ClassifyAsync(wav, top, caller, cancellationToken);
    }

    private static async Task<PredictAnswer> PredictAsync(
        HttpRequest request, ClaimsPrincipal caller, UploadedFile files, ClipConversion conversion, KeywordCalls calls,
        IOptions<HttpApiOptions> options, CancellationToken cancellationToken)
    {
        var answer = await ClassifyAsync(
            request, caller, files, conversion, calls, options, cancellationToken, top: 1);
        return new PredictAnswer(answer.Keyword);
    }

    private static Task<KeywordModelAnswer> DescribeAsync(
        ClaimsPrincipal caller, KeywordCalls calls, CancellationToken cancellationToken) =>
        calls.DescribeAsync(caller, cancellationToken);
}
