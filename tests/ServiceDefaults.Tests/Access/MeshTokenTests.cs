using System.Net;
using System.Security.Claims;
using Grpc.Core;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Access.Tokens;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>How services of the mesh know each other, and for whom one of them calls.</summary>
public sealed class MeshTokenTests : IDisposable
{
    private const string OlderKey = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly ServiceProvider _services = new ServiceCollection().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Fact]
    public async Task OfService_IsReadAsTheServicesOwn()
    {
        var caller = await ReadAsync(Tokens(GuardedMesh.MeshKey).OfService(), GuardedMesh.MeshKey);

        Assert.Equal(("tts", true), (caller.Subject, caller.HasScope(Scopes.Mesh)));
    }

    [Fact]
    public void OfService_IsMadeAnewBeforeItEnds()
    {
        var tokens = Tokens(GuardedMesh.MeshKey);
        var first = tokens.OfService();

        Assert.Equal(first, tokens.OfService());
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.NotEqual(first, tokens.OfService());
    }

    [Fact]
    public async Task OnBehalfOf_HasTheCallersRightsAndNoMore()
    {
        var caller = new ClaimsPrincipal(new ClaimsIdentity(
            [
                new("sub", "kitchen"), new("name", "The kitchen"), new("device_id", "kitchen"),
                new("iat", "1700000000"), new("scope", "listen mesh"),
            ], "test")).At(IPAddress.Parse("10.1.2.3"));

        var read = await ReadAsync(Tokens(GuardedMesh.MeshKey).OnBehalfOf(caller), GuardedMesh.MeshKey);

        Assert.Equal(("kitchen", "The kitchen", "kitchen"), (read.Subject, read.CallerName, read.DeviceId));
        Assert.Equal(["listen"], read.GrantedScopes);
        Assert.Equal(IPAddress.Parse("10.1.2.3"), read.Address);
        Assert.Equal(1_700_000_000, read.IssuedAt?.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task OnBehalfOf_Everyone_HasNotTheServicesOwnRight()
    {
        var read = await ReadAsync(Tokens(GuardedMesh.MeshKey).OnBehalfOf(Caller.Everyone), GuardedMesh.MeshKey);

        Assert.Equal(Scopes.All, read.GrantedScopes);
        Assert.Null(read.Subject);
    }

    [Fact]
    public async Task Peer_OfReplicasBehindOneProxy_IsEachItsOwn()
    {
        MeshTokens one = Tokens(GuardedMesh.MeshKey), other = Tokens(GuardedMesh.MeshKey);
        var first = await PeerAsync(one.OfService());

        Assert.StartsWith("service tts ", first, StringComparison.Ordinal);
        Assert.NotEqual(first, await PeerAsync(other.OfService()));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(first, await PeerAsync(one.OfService()));
    }

    [Fact]
    public async Task Peer_OfADeviceThroughManyGateways_IsOne()
    {
        var device = new ClaimsPrincipal(new ClaimsIdentity(
            [new("sub", "kitchen"), new("device_id", "kitchen"), new("scope", "listen")], "test"));
        MeshTokens one = Tokens(GuardedMesh.MeshKey), other = Tokens(GuardedMesh.MeshKey);

        Assert.Equal("device kitchen", await PeerAsync(one.OnBehalfOf(device)));
        Assert.Equal("device kitchen", await PeerAsync(other.OnBehalfOf(device)));
    }

    [Fact]
    public async Task Peer_OfOneWithoutANameThroughManyGateways_IsOne()
    {
        var caller = Caller.Everyone.At(IPAddress.Parse("10.9.9.9"));
        MeshTokens one = Tokens(GuardedMesh.MeshKey), other = Tokens(GuardedMesh.MeshKey);

        Assert.Equal("10.9.9.9", await PeerAsync(one.OnBehalfOf(caller)));
        Assert.Equal("10.9.9.9", await PeerAsync(other.OnBehalfOf(caller)));
    }

    [Fact]
    public async Task Key_IsChanged_TokensOfBothAreAccepted()
    {
        var token = Tokens(OlderKey).OfService();

        Assert.True((await ReadAsync(token, $"{GuardedMesh.MeshKey}, {OlderKey}")).HasScope(Scopes.Mesh));
        await Assert.ThrowsAsync<UnauthenticatedException>(() => ReadAsync(token, GuardedMesh.MeshKey));
    }

    [Fact]
    public async Task Token_ItsTimeIsOver_IsRefused()
    {
        var token = Tokens(GuardedMesh.MeshKey).OfService();
        _time.Advance(TimeSpan.FromMinutes(2) + TimeSpan.FromSeconds(11));

        var refused = await Assert.ThrowsAsync<UnauthenticatedException>(() => ReadAsync(token, GuardedMesh.MeshKey));

        Assert.Contains("expired", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_ShownAgain_IsNotKnownPastItsTime()
    {
        var tokens = Tokens(GuardedMesh.MeshKey);
        var token = tokens.OfService();
        using var issuer = new IssuerSource(Of(GuardedMesh.MeshKey), _services);
        var reader = new TokenReader(Of(GuardedMesh.MeshKey), tokens, _time, issuer);

        _time.Advance(TimeSpan.FromSeconds(115));
        var caller = await reader.ReadAsync(token, CancellationToken.None);
        Assert.Same(caller, await reader.ReadAsync(token, CancellationToken.None));
        _time.Advance(TimeSpan.FromSeconds(20));

        await Assert.ThrowsAsync<UnauthenticatedException>(async () =>
            await reader.ReadAsync(token, CancellationToken.None));
    }

    [Fact]
    public async Task MeshClient_KeyIsConfigured_IsLetIn()
    {
        await using var host = await ProbeHost.StartAsync(
            null, ("Access:Mode", "Jwt"), ("Access:MeshKey", GuardedMesh.MeshKey));

        Assert.Equal("only", (await host.ClientOfItself.DoAsync(new Order()).ResponseAsync.WithTimeout()).Server);
        var refused = await Assert.ThrowsAsync<RpcException>(
            () => host.Client.DoAsync(new Order()).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
    }

    [Fact]
    public async Task MeshClient_CallOnBehalfOfSomebody_IsThatOnes()
    {
        await using var host = await ProbeHost.StartAsync(
            null, ("Access:Mode", "Jwt"), ("Access:MeshKey", GuardedMesh.MeshKey));
        var headers = new Metadata();
        var caller = new ClaimsPrincipal(new ClaimsIdentity([new("sub", "ada"), new("scope", "sign")], "test"));
        foreach ((var name, var value) in host.Services.GetRequiredService<CallerTokens>().Of(caller))
            headers.Add(name, value);

        var refused = await Assert.ThrowsAsync<RpcException>(
            () => host.ClientOfItself.DoAsync(new Order(), headers).ResponseAsync.WithTimeout());

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
    }

    private static IOptions<AccessOptions> Of(string key) =>
        Options.Create(new AccessOptions { Mode = AccessMode.Jwt, MeshKey = key });

    private MeshTokens Tokens(string key) =>
        new(Of(key), _time, new HostingEnvironment { ApplicationName = "tts" });

    // By the proxy's address, whoever calls.
    private async Task<string> PeerAsync(string token) => Peer.Of(new DefaultHttpContext
    {
        User = await ReadAsync(token, GuardedMesh.MeshKey),
        Connection = { RemoteIpAddress = IPAddress.Loopback },
    });

    private async Task<ClaimsPrincipal> ReadAsync(string token, string keys)
    {
        using var issuer = new IssuerSource(Of(keys), _services);
        return await new TokenReader(Of(keys), Tokens(keys), _time, issuer).ReadAsync(token, CancellationToken.None);
    }
}
