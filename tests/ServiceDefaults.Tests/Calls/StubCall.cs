using Grpc.Core;
using Kws.ServiceDefaults.Draining;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Tests.Calls;

/// <summary>A call without a connection: its client never comes nor goes unless a test says so.</summary>
internal sealed class StubCall : ServerCallContext, IDrainSignal, IHttpRequestLifetimeFeature,
    IConnectionLifetimeNotificationFeature
{
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _draining = new();
    private readonly CancellationTokenSource _aged = new();

    public StubCall(DateTime? deadline = null)
    {
        DeadlineCore = deadline ?? DateTime.MaxValue;
        var http = new DefaultHttpContext { RequestServices = new ServiceCollection().BuildServiceProvider() };
        http.Features.Set<IHttpRequestLifetimeFeature>(this);
        http.Features.Set<IConnectionLifetimeNotificationFeature>(this);
        UserState["__HttpContext"] = http;
    }

    public bool IsAborted { get; private set; }

    public CancellationToken Draining => _draining.Token;

    public CancellationToken RequestAborted
    {
        get => _ended.Token;
        set => throw new NotSupportedException();
    }

    public CancellationToken ConnectionClosedRequested
    {
        get => _aged.Token;
        set => throw new NotSupportedException();
    }

    protected override string MethodCore => "/kws.tests/Call";

    protected override string HostCore => "";

    protected override string PeerCore => "";

    protected override DateTime DeadlineCore { get; }

    protected override Metadata RequestHeadersCore { get; } = [];

    protected override CancellationToken CancellationTokenCore => _ended.Token;

    protected override Metadata ResponseTrailersCore { get; } = [];

    protected override Status StatusCore { get; set; }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore { get; } = new("", []);

    public void Abort()
    {
        IsAborted = true;
        _ended.Cancel();
    }

    public void Drain() => _draining.Cancel();

    public void Age() => _aged.Cancel();

    void IConnectionLifetimeNotificationFeature.RequestClose() => Age();

    protected override ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        throw new NotSupportedException();

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders) => Task.CompletedTask;
}
