using System.Globalization;
using Kws.Gateway.Http;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Console;

/// <summary>What a browser may do with the gateway's pages and answers.</summary>
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

    /// <summary>Adds the headers to every answer, of whatever kind and by whomever: before all that may refuse a
    /// request, behind what knows by which scheme it came. A page with a content policy of its own keeps
    /// that.</summary>
    public static void UsePageSecurity(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<HttpApiOptions>>();
        app.Use((context, next) =>
        {
            context.Response.OnStarting(() =>
            {
                var headers = context.Response.Headers;
                headers.XContentTypeOptions = "nosniff";
                if (MayBeStrict(context.Request) && options.Value.StrictTransport is { Ticks: > 0 } age)
                    headers.StrictTransportSecurity =
                        string.Create(CultureInfo.InvariantCulture, $"max-age={age.TotalSeconds:0}");
                if (IsPage(context.Response))
                    AddPageHeaders(context.Request, headers);
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    private static bool IsPage(HttpResponse response) =>
        response.ContentType?.StartsWith("text/html", StringComparison.OrdinalIgnoreCase) == true;

    private static void AddPageHeaders(HttpRequest request, IHeaderDictionary headers)
    {
        headers.TryAdd("Content-Security-Policy",
            request.Path.StartsWithSegments(DescriptionPath) ? DescriptionPolicy : ContentPolicy);
        headers.TryAdd("Permissions-Policy", Permissions);
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
    }

    // A browser takes it for all ports of the host: on this machine what else listens in clear text would be lost.
    private static bool MayBeStrict(HttpRequest request) => request.IsHttps
        && Uri.TryCreate($"https://{request.Host.Value}/", UriKind.Absolute, out var address) && !address.IsLoopback;
}
