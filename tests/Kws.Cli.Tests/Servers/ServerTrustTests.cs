using System.Net;
using System.Security.Cryptography.X509Certificates;
using Grpc.Health.V1;
using Grpc.HealthCheck;
using Kws.TestSupport.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Cli.Tests.Servers;

/// <summary>Servers whose certificates the system's authorities did not sign.</summary>
public sealed class ServerTrustTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Call_ToAServerOfTheNamedAuthority_IsAnswered()
    {
        await using var host = await StartAsync();

        Assert.Equal((0, ""), await HealthAsync(host, Trust(_authority)));
    }

    [Fact]
    public async Task Call_ToAServerOfAnother_FailsForItsCertificate()
    {
        using var other = new TestAuthority();
        await using var host = await StartAsync();

        foreach (var trusted in (string[])["", Trust(other)])
        {
            var (exitCode, error) = await HealthAsync(host, trusted);
            Assert.NotEqual(0, exitCode);
            Assert.Contains("SSL", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Variable_ThatNamesNoCertificates_IsRefusedByItsName()
    {
        File.WriteAllText(_folder["empty.pem"], "none");

        foreach (var path in (string[])[_folder["empty.pem"], _folder["missing.pem"]])
        {
            var run = await KwsRun.InAsync(
                context => context with { Variable = name => name == "KWS_CA" ? path : null },
                "health", "--server", "https://localhost:1").WithTimeout();
            Assert.Equal($"kws: KWS_CA: '{path}' is not allowed; it must be a PEM file with certificates",
                run.Error.Split('\n')[0].Trim());
        }
    }

    private static async Task<(int ExitCode, string Error)> HealthAsync(KestrelHost host, string trusted)
    {
        var run = await KwsRun.InAsync(context => context with { Variable = name => name == "KWS_CA" ? trusted : null },
            "health", "--server", $"https://localhost:{new Uri(host.Address).Port}").WithTimeout();
        return (run.ExitCode, run.Error);
    }

    private string Trust(TestAuthority authority)
    {
        File.WriteAllText(_folder["authority.pem"], authority.Certificate.ExportCertificatePem());
        return _folder["authority.pem"];
    }

    private Task<KestrelHost> StartAsync()
    {
        _authority.WriteServer(_folder["server.pem"], _folder["server.key"]);
        var certificate = X509Certificate2.CreateFromPemFile(_folder["server.pem"], _folder["server.key"]);
        return KestrelHost.StartAsync(
            builder =>
            {
                builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    listen.Protocols = HttpProtocols.Http2;
                    listen.UseHttps(certificate);
                }));
                builder.Services.AddGrpc();
                var health = new HealthServiceImpl();
                health.SetStatus("", HealthCheckResponse.Types.ServingStatus.Serving);
                builder.Services.AddSingleton(health);
            },
            app => app.MapGrpcService<HealthServiceImpl>());
    }
}
