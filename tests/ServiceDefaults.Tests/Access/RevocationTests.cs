using System.Diagnostics.Metrics;
using Grpc.Core;
using Kws.ServiceDefaults.Access.Revocation;
using Kws.ServiceDefaults.Tests.Generated;
using Kws.TestSupport.Identity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>Rights that are taken back while they are used.</summary>
public sealed class RevocationTests : IAsyncLifetime
{
    private TestIssuer _issuer = null!;
    private ProbeHost _host = null!;

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _host = await ProbeHost.StartAsync(null, _issuer.Settings);
    }

    public async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public async Task Streams_SubjectIsRevoked_EndUnauthenticatedWithinTenSeconds()
    {
        var headers = GuardedMesh.Bearer(_issuer.Token("listen sign", "mallory"));
        using var talk = _host.Client.Talk(headers);
        await talk.RequestStream.WriteAsync(new Order()).WithTimeout();
        using var follow = _host.Client.Follow(new Order(), headers);
        var wait = _host.Client.DoAsync(new Order { What = "wait" }, headers).ResponseAsync;
        var listen = _host.Client.Listen(headers);
        await listen.RequestStream.WriteAsync(new Order()).WithTimeout();
        Assert.True(await talk.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.True(await follow.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        await _host.State.Waiting.Task.WithTimeout();

        _issuer.Revoke("mallory", DateTimeOffset.UtcNow.AddSeconds(5));

        Task[] calls =
        [
            talk.ResponseStream.MoveNext(CancellationToken.None),
            follow.ResponseStream.MoveNext(CancellationToken.None), wait, listen.ResponseAsync,
        ];
        foreach (var call in calls)
        {
            var ended = await Assert.ThrowsAsync<RpcException>(() => call.WithTimeout(TimeSpan.FromSeconds(10)));
            Assert.Equal((StatusCode.Unauthenticated, "access was revoked"), (ended.StatusCode, ended.Status.Detail));
        }
        _host.Logs.AssertNoErrors();
    }

    [Fact]
    public async Task Streams_AnotherIsRevoked_GoOn()
    {
        using var talk = _host.Client.Talk(GuardedMesh.Bearer(_issuer.Token("listen", "ada")));
        await talk.RequestStream.WriteAsync(new Order()).WithTimeout();
        Assert.True(await talk.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());

        _issuer.Revoke("mallory", DateTimeOffset.UtcNow.AddHours(1));
        // Of ada what is older is void, not this.
        _issuer.Revoke("ada", DateTimeOffset.UtcNow.AddHours(-1));
        var revocations = _host.Services.GetRequiredService<IRevocations>();
        await Eventually.BeAsync(() => revocations.IsRevoked("ada", DateTimeOffset.UtcNow.AddHours(-2)));

        Assert.True(revocations.IsRevoked("mallory", DateTimeOffset.UtcNow));
        var more = talk.ResponseStream.MoveNext(CancellationToken.None);
        Assert.Equal("only",
            (await _host.Client.DoAsync(new Order(), GuardedMesh.Bearer(_issuer.Token("listen", "ada")))
                .ResponseAsync.WithTimeout()).Server);
        Assert.False(more.IsCompleted);
    }

    [Fact]
    public async Task Call_ItsCodeDoesNotNotice_IsBrokenOff()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var host = await ProbeHost.StartAsync(null, time, _issuer.Settings);
        var call = host.Client.DoAsync(new Order { What = "wait for release" },
            GuardedMesh.Bearer(_issuer.Token("listen", "mallory"))).ResponseAsync;
        await host.State.Waiting.Task.WithTimeout();

        _issuer.Revoke("mallory", DateTimeOffset.UtcNow.AddHours(1));
        await Eventually.BeAsync(() =>
        {
            time.Advance(TimeSpan.FromSeconds(1));
            return call.IsCompleted;
        });

        await Assert.ThrowsAsync<RpcException>(() => call.WithTimeout());
        host.State.Release.SetResult();
    }

    [Fact]
    public async Task List_DidNotChange_IsNotSentAgain()
    {
        await Eventually.BeAsync(() => _issuer.ListsUnchanged >= 3);

        Assert.Equal(1, _issuer.ListsSent);
    }

    [Fact]
    public async Task List_CannotBeRead_WhatIsKnownStaysAndOneLineTells()
    {
        _issuer.Revoke("mallory", DateTimeOffset.UtcNow);
        var revocations = _host.Services.GetRequiredService<IRevocations>();
        var before = DateTimeOffset.UtcNow.AddHours(-1);
        await Eventually.BeAsync(() => revocations.IsRevoked("mallory", before));
        using var measured = new MeasurementRecorder("Kws.ServiceDefaults");

        _issuer.BreakList(true);
        await Eventually.BeAsync(() => _issuer.ListsFailed >= 3);

        Assert.Contains("kws.access.revocations.unread",
            measured.Of(_host.Services.GetRequiredService<IMeterFactory>()));
        Assert.True(revocations.IsRevoked("mallory", before));
        Assert.Single(_host.Logs.Lines, line => line.Event.Id == 1100);
        _issuer.BreakList(false);
        _issuer.Revoke("eve", DateTimeOffset.UtcNow);
        await Eventually.BeAsync(() => revocations.IsRevoked("eve", before));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"revoked":[{"sub":"ada"}]}""")]
    [InlineData("""{"revoked":[{"sub":1,"at":"2026-01-01T00:00:00Z"}]}""")]
    [InlineData("""{"revoked":[{"sub":"ada","at":"soon"}]}""")]
    public void List_OfAnotherForm_IsRefused(string json) => Assert.ThrowsAny<System.Text.Json.JsonException>(
        () => RevocationList.Parse(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void List_SubjectTwice_TheLaterTimeCounts()
    {
        var list = RevocationList.Parse("""
            {"revoked":[{"sub":"ada","at":"2026-02-01T00:00:00Z"},{"sub":"ada","at":"2026-01-01T00:00:00Z"}]}
            """u8.ToArray());

        Assert.Equal(new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero), list["ada"]);
    }
}
