using Kws.Database;
using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Connect;
using Kws.Gateway.Identity.Database;
using Kws.Gateway.Identity.Devices;
using Kws.Gateway.Identity.Keys;
using Kws.Gateway.Identity.Pages;
using Kws.Gateway.Identity.People;
using Kws.Gateway.Identity.Revoking;
using Kws.Gateway.Identity.Upkeep;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Access.Revocation;
using Kws.ServiceDefaults.Settings;
using Kws.Settings;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

namespace Kws.Gateway.Identity;

/// <summary>Adds people, devices and their tokens, where <c>Identity:Enabled</c> says so.</summary>
internal static class IdentityBuilderExtensions
{
    public static void AddIdentity(this WebApplicationBuilder builder)
    {
        builder.Services.AddSettings<IdentityOptions, IdentityOptionsValidator>(IdentityOptions.Section);
        if (!IsEnabled(builder.Configuration))
        {
            builder.Services.AddSingleton<IAuditLog, LoggedAudit>();
            return;
        }
        builder.Services.AddSingleton<IValidateOptions<IdentityOptions>, IdentityNeedsTokens>();
        var isPostgres = AddDatabase(builder);
        builder.Services.AddIdentityKeys(isPostgres);
        builder.Services.AddIssuer(isPostgres);
        builder.Services.AddCallers();
        builder.Services.AddPages();
        builder.Services.AddSingleton<IdentityUpkeep>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<IdentityUpkeep>());
    }

    /// <summary>Whether this gateway knows people and devices. What is no such text is told with the faults of all
    /// settings.</summary>
    public static bool IsEnabled(IConfiguration configuration) =>
        bool.TryParse(configuration[IdentityOptions.EnabledKey], out var isEnabled) && isEnabled;

    private static bool AddDatabase(WebApplicationBuilder builder)
    {
        var isPostgres = builder.Services.AddDatabase<GatewayDatabase, PostgresGatewayDatabase, SqliteGatewayDatabase>(
            builder.Configuration, IdentityOptions.ConnectionName, provider =>
            {
                var options = provider.GetRequiredService<IOptions<IdentityOptions>>().Value;
                return new DatabaseSource(IdentityOptions.ConnectionName, options.FilePath, options.StartPatience);
            });
        // That of OpenIddict in the same request: what both change is stored together.
        builder.Services.AddScoped<GatewayDatabase>(provider => isPostgres
            ? provider.GetRequiredService<PostgresGatewayDatabase>()
            : provider.GetRequiredService<SqliteGatewayDatabase>());
        return isPostgres;
    }

    private static void AddCallers(this IServiceCollection services)
    {
        services.AddSingleton<RevocationList>();
        services.AddSingleton<IRevocations, OwnRevocations>();
        services.AddSingleton<BaseConfigurationManager, OwnIssuer>();
        services.AddSingleton<IPasswordHasher<PersonRow>, PasswordHasher<PersonRow>>();
        services.AddSingleton<PeopleRegistry>();
        services.AddSingleton<Invitations>();
        services.AddScoped<DeviceRegistry>();
        services.AddSingleton<StoredAudit>();
        services.AddSingleton<IAuditLog>(provider => provider.GetRequiredService<StoredAudit>());
        services.AddSingleton<LoginRateLimit>();
    }

    private static void AddPages(this IServiceCollection services)
    {
        services.AddRazorComponents();
        services.AddSingleton<FormGuard>();
        services.AddSingleton<LoginSession>();
        services.AddSingleton<IConfigureOptions<CookieAuthenticationOptions>>(
            provider => provider.GetRequiredService<LoginSession>());
        services.AddAuthentication().AddCookie(LoginSession.Scheme);
    }
}

/// <summary>A gateway that knows people and devices asks for their tokens.</summary>
internal sealed class IdentityNeedsTokens(IConfiguration configuration) : IValidateOptions<IdentityOptions>
{
    private const string ModeKey = $"{AccessOptions.Section}:{nameof(AccessOptions.Mode)}";

    public ValidateOptionsResult Validate(string? name, IdentityOptions options) =>
        string.Equals(configuration[ModeKey], nameof(AccessMode.Jwt), StringComparison.OrdinalIgnoreCase)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(SettingFault.Text(
                IdentityOptions.EnabledKey, options.Enabled, $"false unless {ModeKey} is {nameof(AccessMode.Jwt)}"));
}
