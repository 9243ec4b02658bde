using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Kws.Gateway.Tests.Hosts;
using Kws.ServiceDefaults.Access;
using Kws.TestSupport.Identity;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Http;

/// <summary>Who may use which route: every one of the API has a rule, and holds to it.</summary>
public sealed partial class RouteAccessTests : IAsyncLifetime
{
    private TestIssuer _issuer = null!;
    private GatewayHost _gateway = null!;

    public async Task InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _gateway = await GatewayHost.StartAsync(["--Http:RequestsPerSecond=0", .. _issuer.Settings
            .Select(setting => $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")]);
    }

    public async Task DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    [Fact]
    public void Routes_OfTheApi_EachHaveARule() =>
        Offenders.MustBeNone(
            Routes().Where(route => route.Metadata.GetMetadata<RequiredScopes>() is null)
                .Select(route => route.DisplayName ?? ""),
            "a route that anybody may use; say RequireScope");

    [Fact]
    public async Task Routes_OfTheApi_EachHoldToTheirRule()
    {
        List<string> faults = [];
        foreach (var route in Routes())
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
            {
                var path = Parameter().Replace(route.RoutePattern.RawText!, "x");
                var rule = route.Metadata.GetMetadata<RequiredScopes>()!;
                var other = Scopes.All.First(scope => !rule.AnyOf.Contains(scope));
                await ExpectAsync(method, path, null, HttpStatusCode.Unauthorized);
                await ExpectAsync(method, path, _issuer.Token(other), HttpStatusCode.Forbidden);
                await ExpectAsync(method, $"{path}?access_token={_issuer.Token(rule.AnyOf[0])}", null,
                    HttpStatusCode.Unauthorized);
                await ExpectAsync(method, path, _issuer.Token(rule.AnyOf[0]), null);
            }
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));

        async Task ExpectAsync(string method, string path, string? token, HttpStatusCode? expected)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (method is "POST" or "PUT")
                request.Content = JsonContent.Create(new { });
            if (token is not null)
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var answer = await _gateway.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)
                .WithTimeout();
            var isRefused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            if (expected is null ? isRefused : answer.StatusCode != expected)
                faults.Add($"{method} {path.Split('?')[0]}: {(int)answer.StatusCode} instead of " +
                    $"{(expected?.ToString() ?? "an answer")}");
        }
    }

    private IEnumerable<RouteEndpoint> Routes()
    {
        RouteEndpoint[] routes =
        [
            .. _gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
                .Where(route => Api().IsMatch(route.RoutePattern.RawText ?? "")),
        ];
        Assert.NotEmpty(routes);
        return routes;
    }

    [GeneratedRegex("^/?(v1/|predict)")]
    private static partial Regex Api();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
