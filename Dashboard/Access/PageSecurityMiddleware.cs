namespace Kws.Dashboard.Access;

/// <summary>Headers that keep the pages to themselves, and no commands from other sites' pages.</summary>
internal sealed class PageSecurityMiddleware(RequestDelegate next)
{
    private const string Policy =
        "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'self'; frame-ancestors 'none'; form-action 'self'";

    public Task InvokeAsync(HttpContext context)
    {
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        // Not "no-referrer": with it a browser sends "Origin: null" even from our own forms.
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (!HttpMethods.IsPost(context.Request.Method) || IsOurs(context.Request))
            return next(context);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return context.Response.WriteAsync("this request comes from another site's page");
    }

    // A browser always says where a POST comes from; programs that say nothing hold the cookie themselves.
    private static bool IsOurs(HttpRequest request) =>
        request.Headers.Origin.ToString() is not { Length: > 0 } origin
        || (Uri.TryCreate(origin, UriKind.Absolute, out Uri? from) && from.Authority == request.Host.Value);
}
