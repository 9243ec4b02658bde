using System.Net;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Http;

/// <summary>Whom the HTTP API believes, and how much of it one caller gets.</summary>
public sealed class LimitTests
{
    private static readonly Uri s_path = new("/v1/recordings?limit=0", UriKind.Relative);

    [Fact]
    public async Task Requests_BeyondTheLimitOfACaller_AreRefusedWithWhenToTryAgain()
    {
        await using var gateway = await GatewayHost.StartAsync("--Http:RequestsPerSecond=1", "--Http:Burst=2");

        HttpStatusCode[] answers = [.. (await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var response = await gateway.Http.GetAsync(s_path).WithTimeout();
            Assert.True(response.StatusCode != HttpStatusCode.TooManyRequests
                || response.Headers.RetryAfter?.Delta is { } delay && delay >= TimeSpan.FromSeconds(1));
            return response.StatusCode;
        }))).Order()];

        Assert.Equal(2, answers.Count(answer => answer == HttpStatusCode.BadRequest));
        Assert.Equal(2, answers.Count(answer => answer == HttpStatusCode.TooManyRequests));
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("--Http:KnownProxies=127.0.0.0/8", 4)]
    public async Task Requests_OfManyClientsThroughAProxy_AreCountedEachWhereItIsKnown(string setting, int answered)
    {
        await using var gateway = await GatewayHost.StartAsync(
            "--Http:RequestsPerSecond=1", "--Http:Burst=2", setting.Length > 0 ? setting : "--Http:Burst=2");

        var taken = 0;
        for (var client = 0; client < 4; client++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, s_path);
            request.Headers.Add("X-Forwarded-For", $"192.0.2.{client}");
            using var response = await gateway.Http.SendAsync(request).WithTimeout();
            taken += response.StatusCode == HttpStatusCode.BadRequest ? 1 : 0;
        }

        Assert.Equal(answered, taken);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("https://home.example", "https://home.example")]
    public async Task Page_OfAnotherSite_MayCallWhereItIsAllowed(string allowed, string? told)
    {
        await using var gateway = await GatewayHost.StartAsync($"--Http:AllowedOrigins={allowed}");
        using var request = new HttpRequestMessage(HttpMethod.Options, "/v1/classify");
        request.Headers.Add("Origin", "https://home.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");

        using var response = await gateway.Http.SendAsync(request).WithTimeout();

        Assert.Equal(told, response.Headers.TryGetValues("Access-Control-Allow-Origin", out var values)
            ? values.Single()
            : null);
    }

    [Theory]
    [InlineData("POST", HttpStatusCode.UnsupportedMediaType)]
    [InlineData("PATCH", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_OfAnotherTypeOrMethod_SaysSo(string method, HttpStatusCode status)
    {
        await using var gateway = await GatewayHost.StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), "/v1/jobs")
        {
            Content = new FormUrlEncodedContent([]),
        };

        using var response = await gateway.Http.SendAsync(request).WithTimeout();

        Assert.Equal(status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Setting_ThatIsNoNetwork_IsAFaultAtStart()
    {
        var fault = await Assert.ThrowsAnyAsync<Exception>(() =>
            GatewayHost.StartAsync("--Http:KnownProxies=10.0.0.0/99"));

        Assert.Contains("Http:KnownProxies is '10.0.0.0/99'", fault.Message, StringComparison.Ordinal);
    }
}
