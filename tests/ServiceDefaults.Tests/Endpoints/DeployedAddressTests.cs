using System.Globalization;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Grpc.Health.V1;
using Grpc.Net.Client;
using static Grpc.Health.V1.HealthCheckResponse.Types;

namespace Kws.ServiceDefaults.Tests.Endpoints;

/// <summary>A service listens where its environment variables say, with the health port beside it; its start asks that
/// page.</summary>
public sealed class DeployedAddressTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _asked = Text(FreePort.Next());
    private readonly string _other = Text(FreePort.Next());

    public void Dispose() => _folder.Dispose();

    [Trait("Duration", "Long")]
    [Theory]
    [InlineData("HTTP_PORTS=asked")]
    [InlineData("URLS=http://127.0.0.1:asked")]
    [InlineData("ASPNETCORE_URLS=http://127.0.0.1:asked ASPNETCORE_HTTP_PORTS=other")]
    [InlineData("Kestrel__Endpoints__Grpc__Url=http://127.0.0.1:asked ASPNETCORE_URLS=http://127.0.0.1:other")]
    public async Task Service_OfTheseVariables_ServesGrpcOnThePortAsked(string variables)
    {
        await using var service = await StartAsync(variables);

        Assert.Equal(ServingStatus.Serving, await StatusAsync(_asked));
        Assert.False(await ListensAsync(_other));
    }

    [Fact]
    public async Task Service_OfSeveralHttpPorts_ServesGrpcOnEach()
    {
        await using var service = await StartAsync("HTTP_PORTS=asked;other");

        Assert.Equal((ServingStatus.Serving, ServingStatus.Serving),
            (await StatusAsync(_asked), await StatusAsync(_other)));
        // Adding the health port overrides nothing that was asked for.
        Assert.DoesNotContain("Overriding", service.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_OfHttpsPorts_ServesTls()
    {
        var path = WriteCertificate();

        await using var service = await StartAsync($"HTTPS_PORTS=asked Kestrel__Certificates__Default__Path={path}");

        // Addresses are bound one after another: the health page may answer before the last of them listens.
        for (var attempt = 0; attempt < 100 && !await ListensAsync(_asked); attempt++)
            await Task.Delay(50);
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", int.Parse(_asked, CultureInfo.InvariantCulture)).WithTimeout();
        await using var tls = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            ApplicationProtocols = [SslApplicationProtocol.Http2]
        }).WithTimeout();
        Assert.Equal(SslApplicationProtocol.Http2, tls.NegotiatedApplicationProtocol);
    }

    private Task<ServiceProcess> StartAsync(string variables)
    {
        (string, string)[] settings =
            [("ASPNETCORE_URLS", ""), ("WarmUp__Limit", "00:00:00"), ("Health__OnServicePorts", "true"),
                // Ports alone are those of every interface.
                ("Access__Mode", "Jwt"), ("Access__MeshKey", Access.GuardedMesh.MeshKey),
                .. variables.Split(' ').Select(Setting)];
        return ServiceProcess.StartAsync("FeatureExtraction", 0, settings);
    }

    private (string, string) Setting(string variable)
    {
        var parts = variable.Split('=', 2);
        return (parts[0], parts[1].Replace("asked", _asked, StringComparison.Ordinal)
            .Replace("other", _other, StringComparison.Ordinal));
    }

    private string WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate =
            request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = _folder["localhost.pfx"];
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx));
        return path;
    }

    private static async Task<ServingStatus> StatusAsync(string port)
    {
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
        return (await new Health.HealthClient(channel).CheckAsync(new HealthCheckRequest()).ResponseAsync.WithTimeout())
            .Status;
    }

    private static async Task<bool> ListensAsync(string port)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", int.Parse(port, CultureInfo.InvariantCulture)).WithTimeout();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
