using System.Net;
using System.Text;
using Kws.Gateway.Tests.Hostile;
using Kws.Gateway.Tests.Hosts;
using Kws.Gateway.Tests.Identity;
using Kws.TestSupport.Identity;

namespace Kws.Gateway.Tests.Http;

/// <summary>What every answer tells a browser, whoever gives it.</summary>
public sealed class AnswerHeaderTests
{
    private const string Transport = "Strict-Transport-Security";

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/docs/", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/console/files.js", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1/recordings", HttpStatusCode.OK)]
    [InlineData("/v1/recordings?limit=0", HttpStatusCode.BadRequest)]
    [InlineData("/v1/nothing", HttpStatusCode.NotFound)]
    [InlineData("/v1/listen", HttpStatusCode.UpgradeRequired)]
    [InlineData("/v1/voices", HttpStatusCode.ServiceUnavailable)]
    public async Task Answer_OfARoute_IsTakenForNothingElse(string path, HttpStatusCode status)
    {
        using var folder = new TemporaryFolder();
        await using var gateway = await GatewayHost.StartAsync(
            $"--Storage:Directory={folder.Path}", MeshBehind.Setting("tts", FreePort.Address()),
            GatewayHost.WithConsole);

        using var answer = await gateway.Http.GetAsync(new Uri(path, UriKind.Relative)).WithTimeout();

        Assert.Equal(status, answer.StatusCode);
        AssertIsSniffedByNobody(answer);
        // It came in clear text.
        Assert.False(answer.Headers.Contains(Transport));
    }

    [Fact]
    public async Task Answer_ToACallerWithoutAToken_IsTakenForNothingElse()
    {
        await using var gateway = await IdentityGateway.StartAsync(settings: "--Identity:RequestsPerMinute=1");
        using var unknown = await gateway.Http.GetAsync("/v1/devices").WithTimeout();
        using var form = new FormUrlEncodedContent([]);
        using var first = await gateway.Http.PostAsync("/connect/token", form).WithTimeout();
        using var second = await gateway.Http.PostAsync("/connect/token", form).WithTimeout();

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.TooManyRequests), (unknown.StatusCode, second.StatusCode));
        Assert.All([unknown, first, second], AssertIsSniffedByNobody);
    }

    [Fact]
    public async Task Answer_ToOneRequestTooMany_IsTakenForNothingElse()
    {
        await using var gateway = await GatewayHost.StartAsync("--Http:RequestsPerSecond=1", "--Http:Burst=1");
        var path = new Uri("/v1/recordings?limit=0", UriKind.Relative);

        using var first = await gateway.Http.GetAsync(path).WithTimeout();
        using var second = await gateway.Http.GetAsync(path).WithTimeout();

        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        AssertIsSniffedByNobody(second);
    }

    [Fact]
    public async Task Answer_ToARequestThatNamesNoHost_IsTakenForNothingElse()
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var raw = await RawHttp.OpenAsync(gateway);

        await raw.SendAsync("GET / HTTP/1.1\r\nHost: \r\nConnection: close\r\n\r\n");
        var answer = Encoding.Latin1.GetString(await raw.ReadToEndAsync());

        Assert.StartsWith("HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nX-Content-Type-Options: nosniff\r\n", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("home.example", "", "max-age=31536000")]
    [InlineData("home.example:8443", "", "max-age=31536000")]
    [InlineData("home.example", "00:00:00", null)]
    [InlineData("home.example", "1.00:00:00", "max-age=86400")]
    [InlineData("localhost", "", null)]
    [InlineData("127.0.0.1", "", null)]
    [InlineData("[::1]:8443", "", null)]
    public async Task Answer_OverTls_KeepsTheBrowserThere(string host, string setting, string? told)
    {
        using var folder = new TemporaryFolder();
        using var authority = new TestAuthority();
        authority.WriteServer(folder["server.pem"], folder["server.key"]);
        var address = FreePort.Address().Replace("http:", "https:", StringComparison.Ordinal);
        string[] settings = setting.Length > 0 ? [$"--Http:StrictTransport={setting}"] : [];
        await using var gateway = await GatewayHost.StartAsync(
            [
                $"--urls={address}", $"--Tls:Certificate={folder["server.pem"]}", $"--Tls:Key={folder["server.key"]}",
                $"--Storage:Directory={folder.Path}", .. settings,
            ]);
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var client = new HttpClient(handler) { BaseAddress = new Uri(address) };

        foreach (var path in new[] { "/", "/v1/recordings", "/v1/recordings?limit=0", "/nothing" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.Host = host;
            using var answer = await client.SendAsync(request).WithTimeout();
            Assert.Equal(told, answer.Headers.TryGetValues(Transport, out var values) ? values.Single() : null);
            AssertIsSniffedByNobody(answer);
        }
    }

    [Theory]
    [InlineData("127.0.0.0/8", "max-age=31536000")]
    [InlineData("10.0.0.0/8", null)]
    public async Task Answer_ThroughAProxyThatSpeaksTls_KeepsTheBrowserThereWhereItIsKnown(string proxies, string? told)
    {
        await using var gateway = await GatewayHost.StartAsync($"--Http:KnownProxies={proxies}");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/recordings?limit=0");
        request.Headers.Host = "home.example";
        request.Headers.Add("X-Forwarded-For", "192.0.2.1");
        request.Headers.Add("X-Forwarded-Proto", "https");

        using var answer = await gateway.Http.SendAsync(request).WithTimeout();

        Assert.Equal(told, answer.Headers.TryGetValues(Transport, out var values) ? values.Single() : null);
    }

    private static void AssertIsSniffedByNobody(HttpResponseMessage answer) =>
        Assert.Equal(["nosniff"], answer.Headers.TryGetValues("X-Content-Type-Options", out var values)
            ? values
            : []);
}
