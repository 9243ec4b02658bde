using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Access.Checks;

internal static class ScopeApplicationExtensions
{
    /// <summary>Endpoints with a rule (<see cref="RequiredScopes"/>) answer those who meet it; in open mode all. After
    /// what finds out where callers behind proxies are.</summary>
    public static void UseScopes(this WebApplication app)
    {
        if (app.Services.GetRequiredService<CallsPassedOn>().ToServices)
            app.Use(Locate);
        var check = app.Services.GetRequiredService<AccessCheck>();
        if (!check.IsOpen)
            app.Use((context, next) => CheckAsync(context, next, check));
    }

    private static Task Locate(HttpContext context, RequestDelegate next)
    {
        context.User = context.User.At(context.Connection.RemoteIpAddress);
        return next(context);
    }

    private static Task CheckAsync(HttpContext context, RequestDelegate next, AccessCheck check)
    {
        var rules = context.GetEndpoint()?.Metadata.GetOrderedMetadata<RequiredScopes>() ?? [];
        foreach (var rule in rules)
        {
            if (check.RefusalOf(context, rule) is { } refusal)
                return AccessRefusal.WriteAsync(context, refusal);
        }
        return rules.Count == 0 ? next(context) : check.RunAsync(context, next);
    }
}

/// <summary>What becomes of a host's calls.</summary>
/// <param name="ToServices">They go on to services, which are told where the caller is.</param>
internal sealed record CallsPassedOn(bool ToServices);
