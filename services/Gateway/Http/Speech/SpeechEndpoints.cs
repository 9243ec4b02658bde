using System.Security.Claims;
using Kws.Gateway.Grpc;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Mvc;

namespace Kws.Gateway.Http.Speech;

/// <summary>Text to speech.</summary>
internal static class SpeechEndpoints
{
    private const int UsualWpm = 175;
    private const int SlowestWpm = 80;
    private const int FastestWpm = 450;

    // What clients of this request's shape take pcm to be.
    private const int UsualRateHz = 24_000;

    public static void MapSpeech(this IEndpointRouteBuilder api)
    {
        api.MapPost("/v1/audio/speech", SpeakAsync)
            .Describe("speak", "Speech", "A text as speech, sent as it is spoken")
            .Produces(StatusCodes.Status200OK, contentType: "audio/wav")
            .ProducesProblems();
        api.MapGet("/v1/voices", ListVoicesAsync)
            .Describe("voices", "Speech", "The voices")
            .Produces<VoicesAnswer>().ProducesProblems();
    }

    private static async Task SpeakAsync(
        SpeechRequest request, HttpContext context, SpeechCalls calls, SpeechFormats formats,
        CancellationToken cancellationToken)
    {
        var words = Read(request);
        var format = formats.Find(request.ResponseFormat);
        await using var speech = calls.SpeakAsync(words, context.User, cancellationToken)
            .GetAsyncEnumerator(cancellationToken);
        // The first sound before the answer begins: a request that is refused is told as a problem.
        var any = await speech.MoveNextAsync();
        context.Response.ContentType = format.ContentType;
        context.Response.Headers["X-Sample-Rate"] =
            words.SampleRateHz.ToString(System.Globalization.CultureInfo.InvariantCulture);
        await format.WriteAsync(any ? speech : null, words.SampleRateHz, context.Response.Body, cancellationToken);
    }

    private static Task<VoicesAnswer> ListVoicesAsync(
        ClaimsPrincipal caller, SpeechCalls calls, CancellationToken cancellationToken,
        [FromQuery] string? language = null) => calls.ListVoicesAsync(language ?? "", caller, cancellationToken);

    private static Words Read(SpeechRequest request)
    {
        if (request.Input.Length == 0)
            throw new InvalidRequestException("input", "", "a text");
        var rate = request.Speed is { } speed ? UsualWpm * speed : 0;
        if (request.Speed is not null && !(rate is >= SlowestWpm and <= FastestWpm))
            throw new InvalidRequestException("speed", request.Speed, FormattableString.Invariant(
                $"{(double)SlowestWpm / UsualWpm:0.00} to {(double)FastestWpm / UsualWpm:0.00}"));
        return new Words(request.Input, request.Input.TrimStart().StartsWith("<speak", StringComparison.Ordinal),
            request.Voice ?? "", (int)Math.Round(rate), request.SampleRateHz ?? UsualRateHz);
    }
}
