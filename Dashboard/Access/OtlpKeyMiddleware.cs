using Microsoft.Extensions.Options;

namespace Kws.Dashboard.Access;

/// <summary>Lets telemetry in only with the key, when one is set. 401, which gRPC clients see as UNAUTHENTICATED.</summary>
internal sealed class OtlpKeyMiddleware(RequestDelegate next, IOptions<DashboardOptions> options, DashboardAddresses addresses)
{
    private const string Header = "x-otlp-api-key";

    public Task InvokeAsync(HttpContext context)
    {
        if (addresses.RoleOf(context.Connection.LocalPort) != PortRole.Pages
            && options.Value.Otlp.PrimaryApiKey is { Length: > 0 } key
            && !Secrets.AreEqual(context.Request.Headers[Header], key))
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
        return next(context);
    }
}
