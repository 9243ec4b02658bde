using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Identity;

/// <summary>A revoked device loses what it has, with a keyword spotter that runs as users run it.</summary>
public sealed class RevocationTests
{
    private const string MeshKey = "a2V5IG9mIHRoZSB0ZXN0cywgMzIgYnl0ZXMgYW5kIG1vcmU=";
    private static readonly TimeSpan s_promise = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Revoked_OpenStreams_EndThroughTheGatewayAndAtTheService()
    {
        // The service is told where the gateway will be.
        var port = FreePort.Next();
        var authority = $"http://127.0.0.1:{port}";
        await using var audio = await ServiceProcess.StartAsync("AudioInference", 0,
            ("Features__Source", "InProcess"), ("Access__Mode", "Jwt"), ("Access__Authority", authority),
            ("Access__MeshKey", MeshKey));
        await using var gateway = await IdentityGateway.StartAsync(settings:
            [
                $"--urls={authority}", $"--Access:MeshKey={MeshKey}",
                MeshBehind.Setting("audioinference", audio.Address),
            ]);
        var operate = await gateway.OperatorTokenAsync();
        var secret = await gateway.AddDeviceAsync(operate, "kitchen", "listen");
        var (_, given) = await gateway.DeviceTokenAsync("kitchen", secret);
        var token = IdentityGateway.AccessTokenOf(given);
        using var straight = Known(audio.Address, token);
        using var through = Known(gateway.Host.Channel.Target, token);
        using var atService = await Listening.OpenAsync(new KeywordSpotter.KeywordSpotterClient(straight));
        using var atGateway = await Listening.OpenAsync(new KeywordSpotter.KeywordSpotterClient(through));

        var begin = Stopwatch.GetTimestamp();
        var (revoked, _) = await gateway.CallAsync(HttpMethod.Delete, "/v1/devices/kitchen", operate);
        var ends = await Task.WhenAll(EndOfAsync(atService), EndOfAsync(atGateway));
        var took = Stopwatch.GetElapsedTime(begin);

        Assert.Equal(HttpStatusCode.NoContent, revoked);
        Assert.All(ends, end => Assert.Equal(StatusCode.Unauthenticated, end.StatusCode));
        Assert.True(took < s_promise, $"it took {took}");
        var later = await Assert.ThrowsAsync<RpcException>(() => new KeywordSpotter.KeywordSpotterClient(straight)
            .DescribeModelAsync(new DescribeModelRequest()).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.Unauthenticated, later.StatusCode);
    }

    [Fact]
    public async Task List_ThatIsKnown_IsNotSentAgain()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        var operate = await gateway.OperatorTokenAsync();
        await gateway.AddDeviceAsync(operate, "kitchen", "listen");
        using var empty = await gateway.Http.GetAsync("/access/revocations").WithTimeout();

        await gateway.CallAsync(HttpMethod.Delete, "/v1/devices/kitchen", operate);
        using var one = await gateway.Http.GetAsync("/access/revocations").WithTimeout();
        var (same, other) = (await AskAsync(one.Headers.ETag!), await AskAsync(empty.Headers.ETag!));

        Assert.Equal("""{"revoked":[]}""", await empty.Content.ReadAsStringAsync());
        Assert.Matches("""^\{"revoked":\[\{"sub":"kitchen","at":"[^"]*"\}\]\}$""",
            await one.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (same, other));

        async Task<HttpStatusCode> AskAsync(EntityTagHeaderValue known)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/access/revocations");
            request.Headers.IfNoneMatch.Add(known);
            using var answer = await gateway.Http.SendAsync(request).WithTimeout();
            return answer.StatusCode;
        }
    }

    [Fact]
    public async Task Device_AddedAgain_IsAnotherAndOldTokensStayVoid()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        var operate = await gateway.OperatorTokenAsync();
        var old = await gateway.AddDeviceAsync(operate, "kitchen", "operate");
        var (_, given) = await gateway.DeviceTokenAsync("kitchen", old);
        await gateway.CallAsync(HttpMethod.Delete, "/v1/devices/kitchen", operate);

        var fresh = await gateway.AddDeviceAsync(operate, "kitchen", "operate");

        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.DeviceTokenAsync("kitchen", old)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await gateway.CallAsync(
            HttpMethod.Get, "/v1/devices", IdentityGateway.AccessTokenOf(given))).Status);
        // Times in tokens are whole seconds: of the second of the revocation none is good.
        await Eventually.BeAsync(async () =>
        {
            var (_, answer) = await gateway.DeviceTokenAsync("kitchen", fresh);
            var token = IdentityGateway.AccessTokenOf(answer);
            return (await gateway.CallAsync(HttpMethod.Get, "/v1/devices", token)).Status == HttpStatusCode.OK;
        }, "the device is let in again");
    }

    private static GrpcChannel Known(string address, string token) => GrpcChannel.ForAddress(
        address.Contains("://", StringComparison.Ordinal) ? address : $"http://{address}", new GrpcChannelOptions
        {
            UnsafeUseInsecureChannelCallCredentials = true,
            Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, CallCredentials.FromInterceptor(
                (_, headers) =>
                {
                    headers.Add("authorization", $"Bearer {token}");
                    return Task.CompletedTask;
                })),
        });

    private static async Task<RpcException> EndOfAsync(AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call) =>
        await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout(s_promise))
            {
                // What came before the end.
            }
        });
}
