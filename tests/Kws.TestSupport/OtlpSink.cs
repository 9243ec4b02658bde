using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Kws.TestSupport;

/// <summary>Receives OTLP over HTTP and keeps the bodies by path.</summary>
public sealed class OtlpSink : IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Path, string Body)> _received = new();
    private KestrelHost? _host;

    /// <summary>Starts it; returns its address.</summary>
    public async Task<string> StartAsync()
    {
        _host = await KestrelHost.StartAsync(_ => { }, app => app.MapPost("/v1/{signal}", KeepAsync));
        return _host.Address;
    }

    /// <summary>Whether a body that came at the path holds the text's bytes.</summary>
    /// <param name="path">/v1/traces, /v1/metrics or /v1/logs.</param>
    /// <param name="text">Latin-1.</param>
    public bool Received(string path, string text) =>
        _received.Any(entry => entry.Path == path && entry.Body.Contains(text, StringComparison.Ordinal));

    public ValueTask DisposeAsync() => _host?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task KeepAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        _received.Enqueue((context.Request.Path, Encoding.Latin1.GetString(body.ToArray())));
    }
}
