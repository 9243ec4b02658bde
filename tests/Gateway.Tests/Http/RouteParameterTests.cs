using System.Reflection;
using Kws.Gateway.Tests.Hosts;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Gateway.Tests.Http;

public sealed class RouteParameterTests
{
    // The routes' code is generated at build, and knows no defaults of texts.
    [Fact]
    public async Task Texts_OfARoute_HaveNoDefaultButNull()
    {
        await using var gateway = await GatewayHost.StartAsync();

        var handlers = gateway.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .Select(endpoint => endpoint.Metadata.GetMetadata<MethodInfo>()).OfType<MethodInfo>().ToList();

        Assert.True(handlers.Count > 20);
        Offenders.MustBeNone(
            from handler in handlers
            from parameter in handler.GetParameters()
            where handler.Module == typeof(GatewayApplication).Module
                && parameter is { HasDefaultValue: true, DefaultValue: string }
            select $"{handler.DeclaringType!.Name}.{handler.Name}: {parameter.Name}",
            "a text of a route with a default, which it would not get; take null and say what is usual instead");
    }
}
