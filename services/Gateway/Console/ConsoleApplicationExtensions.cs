using Kws.Gateway.Http;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Console;

internal static class ConsoleApplicationExtensions
{
    private const string NotFoundPath = "/not-found";
    private const string PageType = "text/html";

    /// <summary>Maps the console's pages at <c>/</c>, and what they are made of. A browser that asks for an address
    /// that is none is shown a page with the status 404. Nothing where <c>Console:Enabled</c> is false.</summary>
    public static void MapConsole(this WebApplication app)
    {
        if (!app.Services.GetRequiredService<IOptions<ConsoleOptions>>().Value.Enabled)
            return;
        app.UseStatusCodePagesWithReExecute(NotFoundPath, createScopeForStatusCodePages: true);
        app.Use(ShowPagesToBrowsersAsync);
        app.UseAntiforgery();
        app.MapStaticAssets();
        app.MapRazorComponents<App>()
            // The pages' own header says it.
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static async Task ShowPagesToBrowsersAsync(HttpContext context, RequestDelegate next)
    {
        var isBrowsing = IsBrowsing(context);
        await next(context);
        // Other refusals say themselves what is wrong.
        if (!isBrowsing || context.Response.StatusCode != StatusCodes.Status404NotFound)
            context.Features.Get<IStatusCodePagesFeature>()?.Enabled = false;
    }

    // Somebody who looks for a page; programs are answered as they ask.
    private static bool IsBrowsing(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        && !HttpApiEndpoints.IsApi(context)
        && context.Request.GetTypedHeaders().Accept.Any(type =>
            type.MediaType.Equals(PageType, StringComparison.OrdinalIgnoreCase));
}
