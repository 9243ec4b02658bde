using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Connect;
using Kws.Gateway.Identity.Devices;
using Kws.Gateway.Identity.Pages;
using Kws.Gateway.Identity.People;
using Kws.Gateway.Identity.Revoking;

namespace Kws.Gateway.Identity;

/// <summary>Answers for the identity, where <c>Identity:Enabled</c> says so.</summary>
internal static class IdentityApplicationExtensions
{
    private static readonly string[] s_getAndPost = [HttpMethods.Get, HttpMethods.Post];

    /// <summary>Before what asks who calls.</summary>
    public static void UseIdentity(this WebApplication app)
    {
        if (!IdentityBuilderExtensions.IsEnabled(app.Configuration))
            return;
        app.Use(app.Services.GetRequiredService<LoginRateLimit>().CountAsync);
        app.UseAuthentication();
        app.Use(SessionCallers.IdentifyAsync);
    }

    public static void MapIdentity(this WebApplication app)
    {
        if (!IdentityBuilderExtensions.IsEnabled(app.Configuration))
            return;
        app.MapMethods(AuthorizeEndpoint.Path, s_getAndPost, AuthorizeEndpoint.AskAsync).ExcludeFromDescription();
        app.MapPost(TokenEndpoint.Path, TokenEndpoint.GiveAsync).ExcludeFromDescription();
        app.MapMethods(VerifyEndpoint.Path, s_getAndPost, VerifyEndpoint.AskAsync).ExcludeFromDescription();
        app.MapGet(VerifyEndpoint.DonePath, VerifyEndpoint.Done).ExcludeFromDescription();
        app.MapLogin();
        app.MapPageFiles();
        app.MapRevocations();
        app.MapDevices();
        app.MapPeople();
        app.MapAudit();
    }
}
