using System.Net;
using Kws.Gateway.Tests.Hosts;

namespace Kws.Gateway.Tests.Identity;

/// <summary>A person in a browser.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task Console_OpenedByNobody_AsksForTheLoginFirst()
    {
        await using var gateway = await IdentityGateway.StartAsync(settings: GatewayHost.WithConsole);
        using var _ = await gateway.JoinAsync();
        using var browser = gateway.NewBrowser();

        using var nobody = await browser.GetAsync("/jobs");
        using var page = await browser.SubmitAsync(nobody.Headers.Location!.ToString(),
            ("name", "anna"), ("password", IdentityGateway.Password));
        using var anna = await browser.GetAsync(page.Headers.Location!.ToString());
        using var left = await browser.SubmitAsync("/connect/logout");
        using var gone = await browser.GetAsync("/jobs");

        Assert.Equal("/connect/login?returnUrl=%2Fjobs", nobody.Headers.Location.ToString());
        Assert.Equal("/jobs", page.Headers.Location.ToString());
        Assert.Equal(HttpStatusCode.OK, anna.StatusCode);
        Assert.Contains("anna", await anna.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Redirect, HttpStatusCode.Redirect), (left.StatusCode, gone.StatusCode));
    }

    [Fact]
    public async Task Cookie_OfASession_IsKeptFromScriptsAndOtherSites()
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var browser = gateway.NewBrowser();

        using var begun = await browser.SubmitAsync("/connect/join", ("code", gateway.FirstLink!.Split('#')[1]),
            ("name", "anna"), ("password", IdentityGateway.Password));

        var cookie = Assert.Single(begun.Headers.GetValues("Set-Cookie"),
            set => set.StartsWith("kws-session=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("/connect/login")]
    [InlineData("/connect/join")]
    [InlineData("/connect/logout")]
    public async Task Pages_AskNoOtherHostAndStandInNoFrame(string page)
    {
        await using var gateway = await IdentityGateway.StartAsync();
        using var browser = gateway.NewBrowser();

        using var shown = await browser.GetAsync(page);

        var html = await shown.Content.ReadAsStringAsync();
        Assert.DoesNotContain("://", html, StringComparison.Ordinal);
        var policy = Assert.Single(shown.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("no-store", shown.Headers.CacheControl!.ToString());
        foreach (var file in new[] { "/connect/pages.css", "/connect/join.js" })
        {
            using var loaded = await browser.GetAsync(file);
            Assert.Equal(HttpStatusCode.OK, loaded.StatusCode);
        }
    }
}
