using System.Net;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Console;

/// <summary>Who is shown a page for an address that is none.</summary>
public sealed class NotFoundTests
{
    private const string Browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    [Theory]
    [InlineData("/nothing", Browser, "text/html")]
    [InlineData("/nothing/below", Browser, "text/html")]
    [InlineData("/nothing", "*/*", null)]
    [InlineData("/nothing", "application/json", null)]
    [InlineData("/v1/nothing", Browser, "application/problem+json")]
    [InlineData("/predict/nothing", Browser, "application/problem+json")]
    public async Task Address_ThatIsNone_IsAPageForBrowsersAlone(string path, string accept, string? type)
    {
        await using var gateway = await GatewayHost.StartAsync(GatewayHost.WithConsole);
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);

        using var answer = await gateway.Http.SendAsync(request).WithTimeout();

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        var body = await answer.Content.ReadAsStringAsync().WithTimeout();
        Assert.Equal(type == "text/html", body.Contains("There is no such page", StringComparison.Ordinal));
        Assert.Equal(type is null, body.Length == 0);
    }

    [Fact]
    public async Task Address_ThatIsRefusedForAnotherReason_IsNoPage()
    {
        await using var gateway = await GatewayHost.StartAsync(GatewayHost.WithConsole);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/console/console.css");
        request.Headers.TryAddWithoutValidation("Accept", Browser);
        request.Headers.TryAddWithoutValidation("If-Match", "\"another\"");

        using var answer = await gateway.Http.SendAsync(request).WithTimeout();

        Assert.Equal(HttpStatusCode.PreconditionFailed, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync().WithTimeout());
    }
}
