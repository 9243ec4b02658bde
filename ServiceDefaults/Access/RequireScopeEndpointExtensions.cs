using Microsoft.AspNetCore.Builder;

namespace Kws.ServiceDefaults.Access;

/// <summary>Rules of endpoints that no proto describes.</summary>
public static class RequireScopeEndpointExtensions
{
    /// <summary>
    /// The caller has one of the scopes; otherwise the answer is 401 (nobody is known to call) or 403 (the scope is
    /// missing) as problem details, before the endpoint does anything. Rules add up: each has to be met.
    /// </summary>
    /// <param name="endpoint">An endpoint or a group of them.</param>
    /// <param name="anyOf">Of <see cref="Scopes"/>.</param>
    public static TBuilder RequireScope<TBuilder>(this TBuilder endpoint, params string[] anyOf)
        where TBuilder : IEndpointConventionBuilder
    {
        var rule = new RequiredScopes(anyOf);
        endpoint.Add(built => built.Metadata.Add(rule));
        return endpoint;
    }
}
