using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.Cli.Tests.Hosts;

/// <summary>What <see cref="ScriptedHttp"/> answers a request with.</summary>
internal sealed record HttpAnswer(string Body, int Status = 200, string ContentType = "application/json")
{
    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; init; }
}

/// <summary>What <see cref="ScriptedHttp"/> was asked.</summary>
/// <param name="Target">Path and query as they were sent.</param>
/// <param name="Authorization">Empty: there was none.</param>
internal sealed record HttpAsked(string Method, string Target, string Authorization, string Body);

/// <summary>A gateway's or issuer's HTTP that answers what a test says, and notes what it was asked.</summary>
internal sealed class ScriptedHttp : IAsyncDisposable
{
    public const string TokenPath = "/token";
    public const string DevicePath = "/device";
    public const string RevocationPath = "/revoke";
    public const string MetadataPath = "/.well-known/openid-configuration";

    private readonly ConcurrentDictionary<string, ConcurrentQueue<HttpAnswer>> _answers = [];
    private readonly ConcurrentQueue<HttpAsked> _asked = [];
    private KestrelHost _host = null!;

    /// <summary>With a slash at the end.</summary>
    public string Address => $"{_host.Address}/";

    /// <summary>In order.</summary>
    public IReadOnlyList<HttpAsked> Asked => [.. _asked];

    public static async Task<ScriptedHttp> StartAsync()
    {
        var http = new ScriptedHttp();
        http._host = await KestrelHost.StartAsync(_ => { }, app => app.Run(http.AnswerAsync));
        return http;
    }

    /// <summary>An issuer whose endpoints are where this server's constants say.</summary>
    public static async Task<ScriptedHttp> StartIssuerAsync()
    {
        var http = await StartAsync();
        var at = http._host.Address;
        http.Answer(MetadataPath, new HttpAnswer($$"""
            {"token_endpoint":"{{at}}{{TokenPath}}","device_authorization_endpoint":"{{at}}{{DevicePath}}",
             "revocation_endpoint":"{{at}}{{RevocationPath}}"}
            """));
        return http;
    }

    /// <summary>Answers requests of a target one after the other; the last answer again and again.</summary>
    public void Answer(string target, params HttpAnswer[] answers) => _answers[target] = new(answers);

    /// <summary>Bodies of what was sent to a target.</summary>
    public IReadOnlyList<string> Bodies(string target) =>
        [.. _asked.Where(asked => asked.Target == target).Select(asked => asked.Body)];

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        _asked.Enqueue(new HttpAsked(context.Request.Method, target, context.Request.Headers.Authorization.ToString(),
            await reader.ReadToEndAsync()));
        var answer = new HttpAnswer("", 404);
        if (_answers.TryGetValue(target, out var left) && (left.Count > 1 ? left.TryDequeue(out var next)
            : left.TryPeek(out next)))
            answer = next;
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        if (answer.Location is not null)
            context.Response.Headers.Location = answer.Location;
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(answer.Body));
    }
}
