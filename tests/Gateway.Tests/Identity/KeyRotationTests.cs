using System.Net;
using Kws.Gateway.Identity.Keys;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.IdentityModel.JsonWebTokens;

namespace Kws.Gateway.Tests.Identity;

public sealed class KeyRotationTests
{
    [Fact]
    public async Task Keys_ThatHaveSignedLongEnough_MakeRoomAndStayUntilTheirTokensAreOver()
    {
        var clock = new Clock();
        await using var gateway = await IdentityGateway.StartAsync(timeProvider: clock, settings:
            ["--Identity:KeyLifetime=10:00:00", "--Identity:AccessTokenLifetime=01:00:00"]);
        var ring = gateway.Host.Services.GetRequiredService<KeyRing>();
        var secret = await gateway.AddDeviceAsync(await gateway.OperatorTokenAsync(), "kitchen", "operate");
        var first = await KeyOfAsync();

        clock.Advance(TimeSpan.FromHours(9.5));
        await ring.RefreshAsync(default);
        var ahead = await PublishedAsync(gateway);
        var still = await KeyOfAsync();
        clock.Advance(TimeSpan.FromHours(0.6));
        await ring.RefreshAsync(default);
        var second = await KeyOfAsync();
        var (call, _) = await gateway.CallAsync(HttpMethod.Get, "/v1/devices", still.Token);
        var during = await PublishedAsync(gateway);
        clock.Advance(TimeSpan.FromHours(1.2));
        await ring.RefreshAsync(default);

        Assert.Equal((2, first.Key), (ahead.Length, still.Key));
        Assert.NotEqual(first.Key, second.Key);
        Assert.Equal(HttpStatusCode.OK, call);
        Assert.Equal(ahead.Order(), during.Order());
        Assert.Equal([second.Key], await PublishedAsync(gateway));
        Assert.Equal(HttpStatusCode.OK,
            (await gateway.CallAsync(HttpMethod.Get, "/v1/devices", (await KeyOfAsync()).Token)).Status);

        async Task<(string Key, string Token)> KeyOfAsync()
        {
            var (_, answer) = await gateway.DeviceTokenAsync("kitchen", secret);
            var token = IdentityGateway.AccessTokenOf(answer);
            return (new JsonWebToken(token).Kid, token);
        }
    }

    [Fact]
    public async Task Keys_OfASecondStart_AreThoseOfTheFirst()
    {
        using var folder = new TemporaryFolder();
        var file = $"--Identity:File={folder["kept.db"]}";
        string[] before;
        await using (var gateway = await IdentityGateway.StartAsync(settings: file))
            before = await PublishedAsync(gateway);

        await using var again = await IdentityGateway.StartAsync(settings: file);

        Assert.Equal(before, await PublishedAsync(again));
    }

    private static async Task<string[]> PublishedAsync(IdentityGateway gateway)
    {
        var (_, keys) = await gateway.CallAsync(HttpMethod.Get, "/.well-known/jwks", null);
        return [.. keys.GetProperty("keys").EnumerateArray().Select(key => key.GetProperty("kid").GetString()!)];
    }
}
