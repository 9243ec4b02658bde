using Grpc.Core;
using Kws.Speech.V1;
using Kws.TestSupport.Identity;

namespace Kws.Tts.Tests.Grpc;

/// <summary>In whose name devices and services have text spoken.</summary>
public sealed class DeviceAccessTests
{
    private const string MeshKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [SkippableFact]
    public async Task Synthesize_NamesAnothersDevice_IsPermissionDenied()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await StartAsync(issuer);
        var token = issuer.Token("speak", "kitchen", "kitchen");

        var refused = await Assert.ThrowsAsync<RpcException>(() => SpeakAsync(host, token, "porch"));

        Assert.Equal(StatusCode.PermissionDenied, refused.StatusCode);
        Assert.Contains("kws-device-id: 'porch'", refused.Status.Detail, StringComparison.Ordinal);
        await SpeakAsync(host, token, "kitchen");
    }

    [SkippableFact]
    public async Task Synthesize_AskedByAService_IsForAnyDevice()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var host = await StartAsync(issuer);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        var token = JsonWebToken.Hs256(Convert.FromBase64String(MeshKey), "any", new Dictionary<string, object>
        {
            ["iss"] = "kws-mesh",
            ["aud"] = "kws",
            ["sub"] = "VisionInference",
            ["scope"] = "mesh",
            ["exp"] = now + 60,
        });

        await SpeakAsync(host, token, "porch");
    }

    private static Task<SpeechHost> StartAsync(TestIssuer issuer) => SpeechHost.StartAsync(
        ["--Tts:Espeak:Workers=1", $"--Access:MeshKey={MeshKey}",
            .. issuer.Settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

    private static async Task SpeakAsync(SpeechHost host, string token, string device)
    {
        var headers = new Metadata { { "authorization", $"Bearer {token}" }, { "kws-device-id", device } };
        using var call = host.Client.Synthesize(new SynthesizeRequest { Text = "yes" }, headers);
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
            Assert.NotNull(call.ResponseStream.Current);
    }
}
