using Kws.ServiceDefaults.Access.Checks;
using Kws.ServiceDefaults.Binding;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Kws.ServiceDefaults;

/// <summary>Maps what every service of the mesh answers.</summary>
public static class ServiceDefaultsEndpointExtensions
{
    /// <summary>
    /// Maps <c>/health</c> (every check: ready for work) and <c>/alive</c> (checks tagged "live": not to be restarted),
    /// on the health port alone if there is one; without one the gRPC health service too; in Development server
    /// reflection. Whatever has a rule who may call it (<see cref="Access.RequiredScopes"/>) is answered to those who
    /// meet it; all this is open to everyone.
    /// </summary>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">Settings that are not allowed: all of
    /// them, with key, value and limit.</exception>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        SettingsFaults.Tell(app.Services);
        app.UseScopes();
        app.UseCheckedFrames();
        app.MapHealth();
        if (app.Environment.IsDevelopment())
            app.MapGrpcReflectionService();
        return app;
    }
}
