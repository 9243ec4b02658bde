using System.Net;
using Grpc.Core;
using Kws.Dashboard.Tests.Scene;
using OpenTelemetry.Proto.Collector.Logs.V1;

namespace Kws.Dashboard.Tests.Access;

public class AccessTests
{
    private static readonly (string, string) WithToken = ("Dashboard:Frontend:BrowserToken", MeshScene.Token);

    [Theory]
    [InlineData("/")]
    [InlineData("/console/x")]
    [InlineData("/logs")]
    [InlineData("/traces")]
    [InlineData("/traces/00")]
    [InlineData("/metrics")]
    [InlineData("/metrics/data?name=x")]
    [InlineData("/resources/x/environment/y")]
    public async Task Page_WithoutLogin_LeadsToTheLogin(string path)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(WithToken);
        using HttpResponseMessage response = await dashboard.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).WithTimeout();
        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.StartsWith("/login", response.Headers.Location!.PathAndQuery, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/live/Logs")]
    [InlineData("/live/console/x")]
    public async Task Events_WithoutLogin_AreRefused(string path)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(WithToken);
        using HttpResponseMessage response = await dashboard.Http.GetAsync(path, HttpCompletionOption.ResponseHeadersRead).WithTimeout();
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Login_RightToken_OpensThePages()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(WithToken);
        using HttpResponseMessage login = await dashboard.Http.GetAsync($"/login?t={MeshScene.Token}&returnUrl=/logs").WithTimeout();
        Assert.Equal((HttpStatusCode.Redirect, "/logs"), (login.StatusCode, login.Headers.Location!.ToString()));
        using HttpResponseMessage page = await dashboard.Http.GetAsync("/logs").WithTimeout();
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    [Theory]
    [InlineData("wrong")]
    [InlineData("")]
    [InlineData("0123456789abcde")]
    public async Task Login_WrongToken_StaysOut(string token)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(WithToken);
        using HttpResponseMessage response = await dashboard.Http.GetAsync($"/login?t={token}").WithTimeout();
        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.False(response.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task Login_ReturnAddressElsewhere_StaysHere(string address)
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(WithToken);
        using HttpResponseMessage response = await dashboard.Http
            .GetAsync($"/login?t={MeshScene.Token}&returnUrl={Uri.EscapeDataString(address)}").WithTimeout();
        Assert.Equal("/", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Command_FromAnotherSitesPage_IsForbidden()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/logs/clear");
        request.Headers.Add("Origin", "https://elsewhere.example");
        using HttpResponseMessage response = await dashboard.Http.SendAsync(request).WithTimeout();
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Fact]
    public async Task Telemetry_WithoutTheKey_IsUnauthenticated()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync(("Dashboard:Otlp:PrimaryApiKey", "key"));
        var client = new LogsService.LogsServiceClient(dashboard.Channel);
        foreach (Metadata headers in new[] { [], new Metadata { { "x-otlp-api-key", "wrong" } } })
        {
            RpcException refused = await Assert.ThrowsAsync<RpcException>(
                () => client.ExportAsync(new ExportLogsServiceRequest(), headers).ResponseAsync).WithTimeout();
            Assert.Equal(StatusCode.Unauthenticated, refused.StatusCode);
        }
        await client.ExportAsync(new ExportLogsServiceRequest(), new Metadata { { "x-otlp-api-key", "key" } }).ResponseAsync.WithTimeout();
    }

    [Fact]
    public async Task OtlpPort_AskedForAPage_HasNone()
    {
        await using DashboardUnderTest dashboard = await DashboardUnderTest.StartAsync();
        using var http = new HttpClient();
        using HttpResponseMessage page = await http.GetAsync(new Uri(dashboard.OtlpHttp, "/logs")).WithTimeout();
        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        using var body = new ByteArrayContent([]);
        using HttpResponseMessage export = await dashboard.Http.PostAsync("/v1/logs", body).WithTimeout();
        Assert.Equal(HttpStatusCode.NotFound, export.StatusCode);
    }

    [Fact]
    public async Task Limits_OutOfRange_StopTheStart()
    {
        var failure = await Assert.ThrowsAsync<Microsoft.Extensions.Options.OptionsValidationException>(
            () => DashboardUnderTest.StartAsync(("Dashboard:TelemetryLimits:MaxLogCount", "0"), ("Dashboard:TelemetryLimits:MaxSources", "-3")));
        Assert.Contains("TelemetryLimits.MaxLogCount: 0 is not allowed; allowed: 1 to 1000000", failure.Message, StringComparison.Ordinal);
        Assert.Contains("TelemetryLimits.MaxSources: -3", failure.Message, StringComparison.Ordinal);
    }
}
