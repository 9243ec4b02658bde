using Kws.Gateway.Identity.Connect;
using Kws.Gateway.Identity.People;
using Kws.ServiceDefaults.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Net.Http.Headers;

namespace Kws.Gateway.Identity;

/// <summary>Lets the cookie of a session tell who calls where no token does, so that the console's pages use the same
/// addresses as programs do; and sends a person who opens a page of the console to the login first.</summary>
internal static class SessionCallers
{
    // The pages of logins ask for the session themselves, and know their forms by other means.
    private static readonly PathString s_pages = new("/connect");

    public static async Task IdentifyAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.User.IsKnown && IsFromHere(context.Request)
            && await context.AuthenticateAsync(LoginSession.Scheme) is { Succeeded: true, Principal: { } person })
            context.User = person;
        if (!context.User.IsKnown && IsConsole(context))
            context.Response.Redirect(LoginEndpoints.LoginPath + QueryString.Create(
                "returnUrl", context.Request.PathBase + context.Request.Path + context.Request.QueryString));
        else
            await next(context);
    }

    // A page of the console's, opened by a person.
    private static bool IsConsole(HttpContext context) => HttpMethods.IsGet(context.Request.Method)
        && context.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null;

    // Cookies come along with what pages of other sites send, of the same host at another port even from its scripts.
    private static bool IsFromHere(HttpRequest request)
    {
        if (request.Headers.ContainsKey(HeaderNames.Authorization) || request.Path.StartsWithSegments(s_pages))
            return false;
        string? origin = request.Headers.Origin;
        return origin is null
            ? HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method)
            : origin == $"{request.Scheme}://{request.Host}";
    }
}
