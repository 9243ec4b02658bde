using System.Globalization;
using System.Security.Claims;
using Kws.Gateway.Identity.Database;
using Kws.Gateway.Identity.Revoking;
using Kws.ServiceDefaults.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity.People;

/// <summary>A person's session in a browser: a cookie that scripts do not see and other sites do not send.</summary>
internal sealed class LoginSession(
    RevocationList revocations, IOptions<IdentityOptions> options, TimeProvider timeProvider)
    : IConfigureNamedOptions<CookieAuthenticationOptions>
{
    /// <summary>The authentication scheme.</summary>
    public const string Scheme = "Session";

    private const string CookieName = "kws-session";

    public void Configure(CookieAuthenticationOptions cookie) => Configure(Options.DefaultName, cookie);

    public void Configure(string? name, CookieAuthenticationOptions cookie)
    {
        if (name != Scheme)
            return;
        cookie.Cookie.Name = CookieName;
        cookie.Cookie.HttpOnly = true;
        cookie.Cookie.SameSite = SameSiteMode.Lax;
        cookie.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        cookie.ExpireTimeSpan = options.Value.LoginLifetime;
        cookie.SlidingExpiration = true;
        cookie.TimeProvider = timeProvider;
        cookie.LoginPath = "/connect/login";
        cookie.Events.OnValidatePrincipal = CheckAsync;
    }

    /// <summary>Begins a session.</summary>
    public Task BeginAsync(HttpContext context, PersonRow person) =>
        context.SignInAsync(Scheme, PrincipalOf(person), new AuthenticationProperties { IsPersistent = true });

    private ClaimsPrincipal PrincipalOf(PersonRow person)
    {
        var issued = timeProvider.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new ClaimsPrincipal(new ClaimsIdentity(
        [
            new Claim(CallerClaims.Subject, person.Name), new Claim(CallerClaims.IssuedAt, issued),
            .. CallerName.ScopesOf(person.Scopes).Select(scope => new Claim(CallerClaims.Scope, scope)),
        ], Scheme, CallerClaims.Subject, null));
    }

    // Of a person who was removed since, and perhaps added again.
    private async Task CheckAsync(CookieValidatePrincipalContext context)
    {
        if (context.Principal is not { Subject: { } subject, IssuedAt: { } issued }
            || (revocations.Of(subject) is { } at && issued < at))
        {
            context.RejectPrincipal();
            await context.HttpContext.SignOutAsync(Scheme);
        }
    }
}
