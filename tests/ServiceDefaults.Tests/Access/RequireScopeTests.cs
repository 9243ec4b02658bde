using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Grpc.Core;
using Kws.ServiceDefaults.Tests.Generated;
using Kws.ServiceDefaults.Tests.Telemetry;

namespace Kws.ServiceDefaults.Tests.Access;

/// <summary>Rules of endpoints that no proto describes, and what is told of tokens.</summary>
public sealed class RequireScopeTests(GuardedMesh mesh) : IClassFixture<GuardedMesh>
{
    [Fact]
    public async Task Endpoint_NobodyIsKnown_Is401WithItsScheme()
    {
        using var response = await GetAsync("/who", null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Equal("Bearer", Assert.Single(response.Headers.WwwAuthenticate).Scheme);
        Assert.Contains("operate or listen", await DetailAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_ScopeIsMissing_Is403AndNamesIt()
    {
        using var response = await GetAsync("/who", mesh.Issuer.Token("sign"));

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Contains("needed: operate or listen", await DetailAsync(response), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endpoint_CallerHasTheScope_KnowsWhoCalls()
    {
        using var response = await GetAsync("/who", mesh.Issuer.Token("listen", "kitchen-device", "kitchen"));

        Assert.Equal("kitchen-device kitchen", await response.Content.ReadAsStringAsync().WithTimeout());
    }

    [Theory]
    [InlineData("listen", HttpStatusCode.Forbidden)]
    [InlineData("operate", HttpStatusCode.Forbidden)]
    [InlineData("operate listen", HttpStatusCode.OK)]
    public async Task Endpoint_OfAGroupWithARule_AsksForBoth(string scopes, HttpStatusCode expected)
    {
        using var response = await GetAsync("/both", mesh.Issuer.Token(scopes));

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task Token_InTheSubProtocol_IsAcceptedAndNotSentBack()
    {
        var token = mesh.Issuer.Token("listen");
        using var http = Http();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/who") { Version = HttpVersion.Version20 };
        request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        request.Headers.Add("sec-websocket-protocol", $"kws.v1, bearer.{token}");

        using var response = await http.SendAsync(request).WithTimeout();

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(token, response.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tokens_AreInNoLogLineAndNoSpan()
    {
        using var spans = new SpanRecorder("Microsoft.AspNetCore");
        string[] tokens =
        [
            mesh.Issuer.Token("listen"), mesh.Issuer.Token("sign"), mesh.Issuer.SignedByAnother("listen"),
            mesh.Issuer.Unsigned("listen"), mesh.MeshToken,
        ];
        foreach (var token in tokens)
        {
            (await GetAsync("/who", token)).Dispose();
            await Assert.ThrowsAnyAsync<RpcException>(() => mesh.Probe.DoAsync(
                new Order { What = "invalid" }, GuardedMesh.Bearer(token)).ResponseAsync.WithTimeout());
        }

        var told = mesh.Logs.Lines.Select(line => $"{line.Message} {line.Exception}")
            .Concat(spans.Spans.SelectMany(span => span.TagObjects.Select(tag => $"{tag.Value}")))
            .ToList();
        Assert.NotEmpty(told);
        Assert.All(tokens.SelectMany(token => token.Split('.').Skip(1)).Where(part => part.Length > 0).Append(
            GuardedMesh.MeshKey), secret => Assert.DoesNotContain(told,
                line => line.Contains(secret, StringComparison.Ordinal)));
        mesh.Logs.AssertNoErrors();
    }

    private static async Task<string> DetailAsync(HttpResponseMessage response)
    {
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        return (await response.Content.ReadFromJsonAsync<JsonElement>().WithTimeout()).GetProperty("detail")
            .GetString()!;
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var http = Http();
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return await http.GetAsync(path).WithTimeout();
    }

    private HttpClient Http() => new()
    {
        BaseAddress = new Uri(mesh.Address),
        DefaultRequestVersion = HttpVersion.Version20,
        DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };
}
