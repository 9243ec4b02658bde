using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kws.AppHost.Tests.Tls;

/// <summary>What the switch <c>Tls</c> makes of the model.</summary>
public sealed class TlsSwitchTests : IDisposable
{
    private readonly TemporaryFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Theory]
    [InlineData("--Tls=Off")]
    [InlineData("--Tls=")]
    public async Task Off_NothingIsServedByTls(string setting)
    {
        var builder = await CreateAsync(setting);

        Assert.DoesNotContain(Endpoints(builder), endpoint => endpoint.Endpoint.UriScheme == "https");
        Assert.DoesNotContain("Tls__Certificate", (await builder.SettingsOfAsync("gateway")).Keys);
        Assert.False(Directory.Exists(_state["tls"]));
    }

    [Fact]
    public async Task Development_WhatDevicesReachIsServedByTlsAtTheUsualPorts()
    {
        var builder = await CreateAsync("--Tls=Development");

        var secure = Endpoints(builder).Where(endpoint => endpoint.Endpoint.UriScheme == "https").ToList();
        Assert.Equal(
            [
                ("audioinference", 5301), ("featureextraction", 5302), ("featureextraction-2", null), ("gateway", 5300),
                ("trainingorchestrator", 5305), ("tts", 5304), ("visioninference", 5303),
            ],
            secure.Select(endpoint => (endpoint.Resource, endpoint.Endpoint.Port)).Order());
        // In clear text only what the mesh says to itself, on ports that nobody knows beforehand.
        Assert.All(Endpoints(builder).Where(endpoint => endpoint.Endpoint.UriScheme == "http"), endpoint =>
        {
            Assert.Null(endpoint.Endpoint.Port);
            Assert.False(endpoint.Endpoint.IsExternal);
        });
        Assert.True(secure.Single(endpoint => endpoint.Resource == "audioinference").Endpoint.IsExternal);
    }

    [Fact]
    public async Task Development_ServicesShowTheKeptCertificateAndDevicesTrustIt()
    {
        var builder = await CreateAsync("--Tls=Development");

        foreach (var service in (string[])["gateway", "audioinference", "tts"])
        {
            var settings = await builder.SettingsOfAsync(service);
            Assert.Equal((_state[Path.Combine("tls", "localhost.pem")], _state[Path.Combine("tls", "localhost.key")]),
                (settings["Tls__Certificate"], settings["Tls__Key"]));
        }

        var device = await builder.SettingsOfAsync("demo-device");
        Assert.Equal(_state[Path.Combine("tls", "localhost.pem")], device["KWS_CA"]);
        Assert.Equal("https", Assert.IsType<EndpointReference>(device["KWS_SERVER"]).EndpointName);
    }

    // What a process sets for itself, the meshes that it starts inherit.
    [Fact]
    public async Task Development_ApplicationThatIsNotRun_LeavesThisProcessAsItWas()
    {
        await CreateAsync("--Tls=Development");

        Assert.Null(Environment.GetEnvironmentVariable("Kestrel__Certificates__Default__Path"));
    }

    [Fact]
    public async Task Development_WithPeople_TheIssuerIsTheAddressThatBrowsersUse()
    {
        var builder = await CreateAsync("--Tls=Development", "--Identity:Enabled=true");

        Assert.Equal("https", Assert.IsType<EndpointReference>(
            (await builder.SettingsOfAsync("audioinference"))["Access__Authority"]).EndpointName);
        var issuer = Assert.IsType<ReferenceExpression>((await builder.SettingsOfAsync("gateway"))["Identity__Issuer"]);
        Assert.Contains("bindings.https", issuer.ValueExpression, StringComparison.Ordinal);
    }

    private Task<IDistributedApplicationTestingBuilder> CreateAsync(params string[] arguments) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.AppHost>(
            ["--Servers=process", $"--State:Folder={_state.Path}", .. arguments]).WithTimeout();

    private static IEnumerable<(string Resource, EndpointAnnotation Endpoint)> Endpoints(
        IDistributedApplicationTestingBuilder builder) =>
        from resource in builder.Resources.OfType<ProjectResource>()
        from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
        select (resource.Name, endpoint);
}
