using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.RegularExpressions;
using Kws.ServiceDefaults.Access;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.StaticAssets;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Model;

namespace Kws.Gateway.Tests.Http;

/// <summary>Who may use which route: every one of the API has a rule, and holds to it, at a gateway that is an issuer
/// itself, with all that belongs to that, and at one that is not.</summary>
public sealed partial class RouteAccessTests
{
    // What people and programs need before anybody is known to call.
    private static readonly string[] s_open =
    [
        "/openapi/{documentName}.json", "/docs", "/health", "/alive", "/access/revocations", "/connect", "/_blazor",
        "/_framework", "/grpc.health.v1.Health", "/not-found", "/{**path:file}",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Routes_OfTheGateway_EachHaveARuleOrAreKnownToBeOpen(bool isIssuer)
    {
        await using var gateway = await GuardedGateway.StartAsync(isIssuer);

        var routes = All(gateway);
        Offenders.MustBeNone(
            routes.Where(route => !IsKnownToBeOpen(route) && route.Metadata.GetMetadata<RequiredScopes>() is null)
                .Select(route => $"{route.RoutePattern.RawText}"),
            "a route that anybody may use; say RequireScope, or here why it is open");
        Offenders.MustBeNone(
            s_open.Where(open => isIssuer && !routes.Any(route => IsBelow(route, open))),
            "open, but no route of the gateway");
    }

    [Theory]
    [InlineData(false, "/v1/recordings", "/v1/listen", "/v1/signs/read", "/predict")]
    [InlineData(true, "/v1/devices/{name}", "/v1/people/{name}", "/v1/audit", "/v1/recordings", "/predict")]
    public async Task Routes_OfTheApi_EachHoldToTheirRule(bool isIssuer, params string[] some)
    {
        await using var gateway = await GuardedGateway.StartAsync(isIssuer);
        RouteEndpoint[] routes =
            [.. All(gateway).Where(route => Api().IsMatch(route.RoutePattern.RawText ?? ""))];
        List<string> faults = [];

        foreach (var route in routes)
        {
            foreach (var method in route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                faults.AddRange(await FaultsAsync(gateway, route, method));
        }

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.All(some, path => Assert.Contains(routes, route => route.RoutePattern.RawText!.TrimEnd('/') == path));
    }

    private static async Task<IReadOnlyList<string>> FaultsAsync(
        GuardedGateway gateway, RouteEndpoint route, string method)
    {
        var path = Parameter().Replace(route.RoutePattern.RawText!, "x");
        if (route.Metadata.GetMetadata<RequiredScopes>() is not { } rule)
            return [$"{method} {path} has no rule"];
        var scope = rule.AnyOf[0];
        var others = string.Join(' ', Scopes.All.Except(rule.AnyOf));
        List<string> faults = [];
        await ExpectAsync("without a token", path, null, HttpStatusCode.Unauthorized);
        await ExpectAsync("with all other scopes", path, gateway.Token(others), HttpStatusCode.Forbidden);
        await ExpectAsync("with a token in the address", $"{path}?access_token={gateway.Token(scope)}", null,
            HttpStatusCode.Unauthorized);
        foreach (var (fault, token) in gateway.VoidTokens)
            await ExpectAsync($"with a token that is {fault}", path, token(scope), HttpStatusCode.Unauthorized);
        foreach (var enough in rule.AnyOf)
            await ExpectAsync($"with {enough}", path, gateway.Token(enough), null);
        return faults;

        async Task ExpectAsync(string what, string address, string? token, HttpStatusCode? expected)
        {
            var answer = await AskAsync(gateway, method, address, token);
            var isRefused = answer is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden;
            if (expected is null ? isRefused : answer != expected)
                faults.Add($"{method} {path} {what}: {(int)answer} instead of {expected?.ToString() ?? "an answer"}");
        }
    }

    private static async Task<HttpStatusCode> AskAsync(
        GuardedGateway gateway, string method, string address, string? token)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        if (method is "POST" or "PUT")
            request.Content = JsonContent.Create(new { });
        if (token is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await gateway.Host.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead)
            .WithTimeout();
        return answer.StatusCode;
    }

    private static RouteEndpoint[] All(GuardedGateway gateway) =>
        [.. gateway.Host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()];

    // Files, pages, which ask whoever looks at them to log in, and calls that pass through, by their protos' rules.
    private static bool IsKnownToBeOpen(RouteEndpoint route) =>
        route.Metadata.GetMetadata<ComponentTypeMetadata>() is not null
        || route.Metadata.GetMetadata<StaticAssetDescriptor>() is not null
        || route.Metadata.GetMetadata<RouteModel>() is not null
        || s_open.Any(open => IsBelow(route, open));

    private static bool IsBelow(RouteEndpoint route, string path) =>
        $"/{route.RoutePattern.RawText?.Trim('/')}/".StartsWith($"{path}/", StringComparison.Ordinal);

    [GeneratedRegex("^/?(v1/|predict)")]
    private static partial Regex Api();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Parameter();
}
