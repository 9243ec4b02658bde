using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Builder;

namespace Kws.ServiceDefaults;

/// <summary>Maps what every service of the mesh answers.</summary>
public static class ServiceDefaultsEndpointExtensions
{
    /// <summary>
    /// Maps the gRPC health service, server reflection, <c>/health</c> (every check: ready for work)
    /// and <c>/alive</c> (checks tagged "live": not to be restarted).
    /// </summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Settings that are not allowed: all of
    /// them, with key, value and limit.</exception>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        SettingsFaults.Tell(app.Services);
        app.MapGrpcHealthChecksService();
        app.MapGrpcReflectionService();
        app.MapHealthPages();
        return app;
    }
}
