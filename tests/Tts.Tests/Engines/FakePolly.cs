using System.Collections.Concurrent;
using System.Text.Json;
using Kws.TestSupport.Aws;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kws.Tts.Tests.Engines;

/// <summary>Answers Polly's REST-JSON protocol on a loopback port and refuses what is not signed right.</summary>
internal sealed class FakePolly : IAsyncDisposable
{
    public const string AccessKey = "AKIDEXAMPLE";
    public const string SecretKey = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    public const string Region = "eu-west-1";

    private readonly SignatureV4Verifier _signatures = new(AccessKey, SecretKey, Region, "polly");
    private KestrelHost? _host;

    public string Address => _host!.Address;

    /// <summary>Bodies of /v1/speech, in order.</summary>
    public ConcurrentQueue<JsonElement> Requests { get; } = [];

    /// <summary>When set, every speech request is answered with this error.</summary>
    public (int Status, string Code)? Error { get; set; }

    /// <summary>What a request for marks is answered with.</summary>
    public string Marks { get; set; } =
        "{\"time\":0,\"type\":\"word\",\"start\":0,\"end\":6,\"value\":\"Héllo\"}\n" +
        "{\"time\":500,\"type\":\"word\",\"start\":7,\"end\":12,\"value\":\"world\"}\n";

    /// <summary>Bytes of the audio.</summary>
    public int AudioBytes { get; set; } = 32_000;

    /// <summary>When set, the connection breaks after it, where the audio should end.</summary>
    public Task? BreaksOffAfter { get; set; }

    public static async Task<FakePolly> StartAsync()
    {
        var polly = new FakePolly();
        polly._host = await KestrelHost.StartAsync(_ => { }, polly.Map);
        return polly;
    }

    public ValueTask DisposeAsync() => _host!.DisposeAsync();

    private void Map(WebApplication app)
    {
        app.Use(CheckSignatureAsync);
        app.MapGet("/v1/voices", Voices);
        app.MapPost("/v1/speech", SpeechAsync);
    }

    private async Task CheckSignatureAsync(HttpContext context, RequestDelegate next)
    {
        if (await _signatures.FaultOfAsync(context.Request) is { } fault)
        {
            context.Response.StatusCode = 403;
            context.Response.Headers["x-amzn-ErrorType"] = "SignatureDoesNotMatch";
            await context.Response.WriteAsJsonAsync(new { message = fault });
            return;
        }
        await next(context);
    }

    // Two pages, so that the token is followed.
    private static IResult Voices(string engine, string? nextToken) => nextToken is null
        ? Results.Json(new { Voices = new[] { Voice("Joanna", "Female", "en-US") }, NextToken = "two+/=" }, s_asIs)
        : nextToken == "two+/=" && engine == "neural"
            ? Results.Json(new { Voices = new[] { Voice("Brian", "Male", "en-GB") } }, s_asIs)
            : Results.BadRequest();

    private static readonly JsonSerializerOptions s_asIs = new();

    private static object Voice(string id, string gender, string language) =>
        new { Id = id, Name = id, Gender = gender, LanguageCode = language, LanguageName = language };

    private async Task SpeechAsync(HttpContext context)
    {
        var body = (await JsonDocument.ParseAsync(context.Request.Body)).RootElement.Clone();
        Requests.Enqueue(body);
        if (Error is { } error)
        {
            context.Response.StatusCode = error.Status;
            context.Response.Headers["x-amzn-ErrorType"] = error.Code;
            await context.Response.WriteAsync("{\"message\":\"as asked for\"}");
            return;
        }
        if (body.GetProperty("OutputFormat").GetString() == "json")
        {
            await context.Response.WriteAsync(Marks);
            return;
        }
        context.Response.ContentType = "audio/pcm";
        // A ramp, in pieces that split samples.
        var audio = new byte[AudioBytes];
        for (var i = 0; i < audio.Length / 2; i++)
            BitConverter.TryWriteBytes(audio.AsSpan(2 * i), (short)(i % 1000));
        for (var at = 0; at < audio.Length; at += 777)
        {
            await context.Response.Body.WriteAsync(audio.AsMemory(at, Math.Min(777, audio.Length - at)));
            await context.Response.Body.FlushAsync();
        }
        if (BreaksOffAfter is { } heard)
        {
            await heard.WithTimeout();
            context.Abort();
        }
    }
}
