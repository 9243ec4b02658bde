namespace Kws.Gateway.Console;

/// <summary>What a browser may do with the gateway's pages.</summary>
internal static class PageSecurity
{
    // Nothing comes from another host, and nothing runs that is not a file of ours.
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; "
        + "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; "
        + "base-uri 'self'; frame-ancestors 'none'";

    // The page of the API's description brings its script's beginning and its styles along.
    private const string DescriptionPath = "/docs";
    private const string DescriptionPolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        + "form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    private const string Permissions =
        "microphone=(self), camera=(self), geolocation=(), payment=(), usb=(), serial=(), midi=(), display-capture=()";

    /// <summary>Adds the headers to every answer; a page with a content policy of its own keeps that.</summary>
    public static void UsePageSecurity(this WebApplication app) => app.Use((context, next) =>
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            if (context.Response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) != true)
                return Task.CompletedTask;
            headers.TryAdd("Content-Security-Policy",
                context.Request.Path.StartsWithSegments(DescriptionPath) ? DescriptionPolicy : ContentPolicy);
            headers.TryAdd("Permissions-Policy", Permissions);
            headers.TryAdd("Referrer-Policy", "no-referrer");
            headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
            return Task.CompletedTask;
        });
        return next(context);
    });
}
