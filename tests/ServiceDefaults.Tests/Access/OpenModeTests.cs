using System.Globalization;
using System.Net;
using Kws.ServiceDefaults.Access.Listening;
using Kws.ServiceDefaults.Tests.Generated;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>A service that knows no callers serves its own machine alone.</summary>
public sealed class OpenModeTests
{
    [Theory]
    [InlineData("http://0.0.0.0:{0}")]
    [InlineData("http://[::]:{0}")]
    [InlineData("http://*:{0}")]
    [InlineData("http://+:{0}")]
    [InlineData("http://some-host:{0}")]
    [InlineData("http://127.0.0.1:{1};http://0.0.0.0:{0}")]
    public async Task Service_ListensBeyondThisMachine_DoesNotStart(string urls)
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(urls));

        Assert.Contains("Access:Mode", refused.Message, StringComparison.Ordinal);
        Assert.Contains("Access:Authority", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:{0}")]
    [InlineData("http://127.0.0.1:{0}")]
    [InlineData("http://127.0.0.3:{0}")]
    [InlineData("http://[::1]:{0}")]
    public async Task Service_ListensOnThisMachine_Starts(string urls)
    {
        await using var app = await StartAsync(urls);

        Assert.NotEmpty(app.Urls);
    }

    [Fact]
    public async Task Service_ListensOnAUnixSocket_Starts()
    {
        using var folder = new TemporaryFolder();

        await using var app = await StartAsync($"http://unix:{folder["kws.sock"]}");

        Assert.NotEmpty(app.Urls);
    }

    [Fact]
    public async Task HealthPage_AloneBeyondThisMachine_IsAllowed()
    {
        await using var app = await StartAsync("http://127.0.0.1:{0}", ("HEALTH_PORT", "{1}"));
        var guard = app.Services.GetRequiredService<OpenModeGuard>();
        var port = int.Parse(app.Configuration["HEALTH_PORT"]!, CultureInfo.InvariantCulture);

        guard.Check(new IPEndPoint(IPAddress.Any, port));
        Assert.Throws<InvalidOperationException>(() => guard.Check(new IPEndPoint(IPAddress.Any, port + 1)));
    }

    [Fact]
    public async Task WebServer_HealthPortBeyondThisMachine_DoesNotStart()
    {
        // It answers more than health there.
        await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(
            "http://0.0.0.0:{1}", isWebServer: true, ("HEALTH_PORT", "{1}")));
    }

    [Fact]
    public async Task Service_HasAMethodWithoutARule_DoesNotStart()
    {
        var builder = WebApplication.CreateBuilder(KestrelHost.Arguments());
        builder.AddServiceDefaults();
        await using var app = builder.Build();

        // gRPC wraps what binding a service throws.
        var refused = Assert.ThrowsAny<Exception>(() => app.MapGrpcService<UnruledService>());

        Assert.Contains("kws.tests.unruled.Unruled.Forget has no rule who may call it",
            refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Service_KnowsItsCallers_ListensEverywhere()
    {
        await using var app = await StartAsync("http://0.0.0.0:{0}", ("Access:Mode", "Jwt"),
            ("Access:MeshKey", GuardedMesh.MeshKey));

        app.Services.GetRequiredService<OpenModeGuard>().Check("http://*:80");
    }

    [Fact]
    public async Task Guard_OfAnotherListener_RefusesAddressesThatOthersReach()
    {
        await using var app = await StartAsync("http://127.0.0.1:{0}");
        var guard = app.Services.GetRequiredService<OpenModeGuard>();

        guard.Check(new IPEndPoint(IPAddress.IPv6Loopback, 10400));
        Assert.Throws<InvalidOperationException>(() => guard.Check(new IPEndPoint(IPAddress.Any, 10400)));
        Assert.Throws<InvalidOperationException>(() => guard.Check(new DnsEndPoint("some-host", 10400)));
    }

    [Theory]
    [InlineData("Access:MeshKey", "c2hvcnQ=", "Access:MeshKey is not allowed")]
    [InlineData("Access:MeshKey", "no base64 at all, and thirty-two bytes", "Access:MeshKey is not allowed")]
    [InlineData("Access:Authority", "http://id.example.org", "Access:Authority is 'http://id.example.org'")]
    [InlineData("Access:Mode", "Closed", "Access:Mode is 'Closed'; allowed: Open or Jwt")]
    [InlineData("Access:Revocations", "there", "Access:Revocations is 'there'")]
    [InlineData("Tls:Certificate", "/no/such.pem", "Tls:Certificate is '/no/such.pem'")]
    public async Task Setting_ThatIsNotAllowed_IsToldWithoutSecrets(string key, string value, string told)
    {
        var faults = await Assert.ThrowsAsync<OptionsValidationException>(() =>
            StartAsync("http://127.0.0.1:{0}", (key, value)));

        Assert.Contains(faults.Failures, fault => fault.StartsWith(told, StringComparison.Ordinal));
        if (key == "Access:MeshKey")
            Assert.DoesNotContain(value, faults.Message, StringComparison.Ordinal);
    }

    internal sealed class UnruledService : Unruled.UnruledBase;

    private static Task<WebApplication> StartAsync(string urls, params (string Key, string Value)[] settings) =>
        StartAsync(urls, isWebServer: false, settings);

    private static async Task<WebApplication> StartAsync(
        string urls, bool isWebServer, params (string Key, string Value)[] settings)
    {
        object[] ports = [FreePort.Next(), FreePort.Next()];
        string Filled(string text) => string.Format(CultureInfo.InvariantCulture, text, ports);
        var builder = WebApplication.CreateBuilder(
            ["--hostBuilder:reloadConfigOnChange=false", $"--urls={Filled(urls)}"]);
        foreach ((var key, var value) in settings)
            builder.Configuration[key] = Filled(value);
        if (isWebServer)
            builder.AddWebServerDefaults();
        else
            builder.AddServiceDefaults();
        var app = builder.Build();
        try
        {
            app.MapServiceDefaults();
            await app.StartAsync().WithTimeout();
            return app;
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }
}
