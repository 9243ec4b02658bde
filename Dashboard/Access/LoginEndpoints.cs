using System.Security.Claims;
using Kws.Dashboard.Pages;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace Kws.Dashboard.Access;

/// <summary>Token login as Aspire's dashboard has it: the link printed at start, or the token pasted.</summary>
internal static class LoginEndpoints
{
    public static void MapLogin(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/login", async (HttpContext context, IOptions<DashboardOptions> options, string? t, string? returnUrl) =>
            t is null ? Form(returnUrl, isWrong: false) : await EnterAsync(context, options.Value, t, returnUrl)).AllowAnonymous();
        routes.MapPost("/login", async (HttpContext context, IOptions<DashboardOptions> options) =>
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            return await EnterAsync(context, options.Value, form["t"].ToString().Trim(), form["returnUrl"]);
        }).AllowAnonymous();
        routes.MapPost("/logout", async (HttpContext context) =>
        {
            await context.SignOutAsync();
            return Results.LocalRedirect("/login");
        });
    }

    private static async Task<IResult> EnterAsync(HttpContext context, DashboardOptions options, string token, string? returnUrl)
    {
        if (options.Frontend.BrowserToken is { Length: > 0 } expected && !Secrets.AreEqual(token, expected))
            return Form(returnUrl, isWrong: true);
        var identity = new ClaimsIdentity([new Claim(ClaimTypes.Name, "user")], CookieAuthenticationDefaults.AuthenticationScheme);
        await context.SignInAsync(new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = true });
        return Results.LocalRedirect(IsLocal(returnUrl) ? returnUrl! : "/");
    }

    private static RazorComponentResult Form(string? returnUrl, bool isWrong) =>
        new(typeof(LoginPage), new Dictionary<string, object?> { ["ReturnUrl"] = returnUrl, ["IsWrong"] = isWrong })
        {
            StatusCode = isWrong ? StatusCodes.Status401Unauthorized : StatusCodes.Status200OK,
        };

    private static bool IsLocal(string? url) => url is ['/', .. var rest] && !rest.StartsWith('/') && !rest.StartsWith('\\');
}
