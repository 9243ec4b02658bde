using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Kws.Gateway.Identity.Pages;

/// <summary>Pages as answers: none of them is kept, shown in a frame, or asks another host for anything.</summary>
internal static class PageResults
{
    private const string Policy =
        "default-src 'none'; style-src 'self'; script-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static IResult Page<TPage>(
        this HttpContext context, IReadOnlyDictionary<string, object?> parameters, int status = StatusCodes.Status200OK)
        where TPage : IComponent
    {
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers["Referrer-Policy"] = "same-origin";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.CacheControl = "no-store";
        return new RazorComponentResult<TPage>(parameters) { StatusCode = status };
    }

    /// <summary>A page that says one thing.</summary>
    public static IResult Message(
        this HttpContext context, string title, string text, int status = StatusCodes.Status200OK) =>
        context.Page<MessagePage>(new Dictionary<string, object?>
        {
            [nameof(MessagePage.Title)] = title,
            [nameof(MessagePage.Text)] = text,
        }, status);

    /// <summary>A form came from elsewhere, or from a page of long ago.</summary>
    public static IResult NotOurs(this HttpContext context) => context.Message("Try again",
        "This form was not sent by a page of this gateway, or the page is too old. Go back and open it again.",
        StatusCodes.Status400BadRequest);
}
