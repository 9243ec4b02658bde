namespace Kws.Gateway.Http.Limits;

/// <summary>A request names the host that it is for, as an address can hold it; others are 400. The pages of the
/// console are made for that host, and fail without.</summary>
internal static class NamedHosts
{
    public static void UseNamedHosts(this WebApplication app) => app.Use((context, next) =>
    {
        if (IsName(context.Request.Host) || IsProbe(context.Request.Path))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return Task.CompletedTask;
    });

    private static bool IsName(HostString host) =>
        host.HasValue && Uri.TryCreate($"http://{host.Value}/", UriKind.Absolute, out _);

    // Old balancers name none.
    private static bool IsProbe(PathString path) =>
        path.StartsWithSegments("/health") || path.StartsWithSegments("/alive");
}
