using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.DataProtection;

namespace Kws.Dashboard.Access;

internal static class AccessServiceCollectionExtensions
{
    /// <summary>Cookie login; with no token set everybody is let in.</summary>
    public static void AddAccess(this IServiceCollection services, bool isOpen)
    {
        // The token is new with each start, so sessions need not outlive the process.
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme).AddCookie(cookie =>
        {
            cookie.Cookie.Name = "kws-dashboard";
            cookie.Cookie.HttpOnly = true;
            cookie.Cookie.SameSite = SameSiteMode.Lax;
            cookie.ExpireTimeSpan = TimeSpan.FromDays(3);
            cookie.LoginPath = "/login";
            cookie.ReturnUrlParameter = "returnUrl";
        });
        services.AddAuthorization(authorization =>
        {
            if (!isOpen)
                authorization.FallbackPolicy = new Microsoft.AspNetCore.Authorization.AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build();
        });
    }
}
