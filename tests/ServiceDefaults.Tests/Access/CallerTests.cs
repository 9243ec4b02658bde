using System.Net;
using System.Security.Claims;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>What a caller may do in whose name.</summary>
public sealed class CallerTests
{
    [Theory]
    [InlineData("kitchen", "kitchen", "listen", "kitchen", true)]
    [InlineData("kitchen", "kitchen", "listen", "kitchen:2", false)]
    [InlineData("kitchen", "kitchen", "listen", "porch", false)]
    [InlineData("kitchen", "kitchen", "listen operate", "porch", false)]
    [InlineData("ada", null, "listen", "ada", true)]
    [InlineData("ada", null, "listen", "ada:phone", true)]
    [InlineData("ada", null, "listen", "adam", false)]
    [InlineData("ada", null, "listen", "porch", false)]
    [InlineData("ada", null, "listen operate", "porch", true)]
    [InlineData(null, null, "listen", "porch", false)]
    [InlineData(null, null, "mesh", "porch", true)]
    public void Device_OfACaller_IsItsOwnOrRefused(
        string? subject, string? own, string scopes, string asked, bool isAllowed)
    {
        var caller = Of(subject, own, scopes);

        Assert.Equal(isAllowed, caller.MayUseDevice(asked));
        if (!isAllowed)
        {
            var refused = Assert.Throws<PermissionDeniedException>(() => caller.CheckDevice("config.device_id", asked));
            Assert.StartsWith($"config.device_id: '{asked}' is not the caller's; allowed: ", refused.Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Everyone_HasEveryRight()
    {
        Assert.All([.. Scopes.All, Scopes.Mesh], scope => Assert.True(Caller.Everyone.HasScope(scope)));
        Caller.Everyone.CheckDevice("config.device_id", "porch");
        Assert.Null(Caller.Everyone.Subject);
    }

    [Theory]
    [InlineData("listen sign", "sign", true)]
    [InlineData("listen  sign", "listen", true)]
    [InlineData("listening", "listen", false)]
    [InlineData("", "listen", false)]
    public void Scopes_InOneClaim_AreSplitAtSpaces(string scopes, string asked, bool expected) =>
        Assert.Equal(expected, Of("ada", null, scopes).HasScope(asked));

    [Theory]
    [InlineData("kitchen", "kitchen", "device kitchen")]
    [InlineData("ada", null, "subject ada")]
    [InlineData(null, null, "10.1.2.3")]
    public void Peer_OfAKnownCaller_IsItsName(string? subject, string? device, string peer) =>
        Assert.Equal(peer, Peer.Of(Call(Of(subject, device, "listen"), "10.1.2.3")));

    [Fact]
    public void Peer_OfAServiceThatTellsNoProcess_IsItsAddress() =>
        Assert.Equal("10.1.2.3", Peer.Of(Call(Of("audioinference", null, "mesh"), "10.1.2.3")));

    [Theory]
    [InlineData("127.0.0.1", "10.9.9.9")]
    [InlineData("10.1.2.3", "10.1.2.3")]
    public void Peer_InOpenMode_IsWhatThisMachineTells(string from, string peer)
    {
        var call = Call(Caller.Everyone, from);
        call.Request.Headers["kws-caller-address"] = "10.9.9.9";

        Assert.Equal(peer, Peer.Of(call));
    }

    [Fact]
    public void Peer_OfAToken_IsNotWhatItsHeaderTells()
    {
        var call = Call(Of(null, null, "listen"), "127.0.0.1");
        call.Request.Headers["kws-caller-address"] = "10.9.9.9";

        Assert.Equal("127.0.0.1", Peer.Of(call));
    }

    private static DefaultHttpContext Call(ClaimsPrincipal caller, string address) =>
        new() { User = caller, Connection = { RemoteIpAddress = IPAddress.Parse(address) } };

    private static ClaimsPrincipal Of(string? subject, string? device, string scopes)
    {
        List<Claim> claims = [new(CallerClaims.Scope, scopes)];
        if (subject is not null)
            claims.Add(new Claim(CallerClaims.Subject, subject));
        if (device is not null)
            claims.Add(new Claim(CallerClaims.DeviceId, device));
        return new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
    }
}
