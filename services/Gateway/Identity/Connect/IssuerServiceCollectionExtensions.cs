using Kws.Gateway.Identity.Database;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Kws.Gateway.Identity.Connect;

/// <summary>Registers OpenIddict.</summary>
internal static class IssuerServiceCollectionExtensions
{
    private static readonly TimeSpan s_codeLifetime = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan s_deviceCodeLifetime = TimeSpan.FromMinutes(15);

    // What a stolen copy of a refresh token could be used in beside the right one: calls that crossed.
    private static readonly TimeSpan s_reuseLeeway = TimeSpan.FromSeconds(15);

    // No vowels, so that no code is a word, and nothing that is easily mistaken.
    private static readonly string[] s_codeLetters =
        [.. "BCDFGHJKLMNPQRSTVWXZ".Select(letter => letter.ToString())];

    private const int CodeLength = 8;

    public static void AddIssuer(this IServiceCollection services, bool isPostgres)
    {
        services.AddOpenIddict()
            .AddCore(core =>
            {
                var tables = core.UseEntityFrameworkCore();
                _ = isPostgres
                    ? tables.UseDbContext<PostgresGatewayDatabase>()
                    : tables.UseDbContext<SqliteGatewayDatabase>();
            })
            .AddServer(server =>
            {
                AddEndpoints(server);
                AddFlows(server);
                AddTokens(server);
            });
    }

    private static void AddEndpoints(OpenIddictServerBuilder server)
    {
        server.SetAuthorizationEndpointUris(AuthorizeEndpoint.Path)
            .SetTokenEndpointUris(TokenEndpoint.Path)
            .SetDeviceAuthorizationEndpointUris("/connect/device")
            .SetEndUserVerificationEndpointUris(VerifyEndpoint.Path)
            .SetRevocationEndpointUris("/connect/revoke");
        // Whether callers come in clear text is decided where the gateway listens (sections Access and Tls).
        server.UseAspNetCore().DisableTransportSecurityRequirement()
            .EnableAuthorizationEndpointPassthrough()
            .EnableTokenEndpointPassthrough()
            .EnableEndUserVerificationEndpointPassthrough();
    }

    private static void AddFlows(OpenIddictServerBuilder server)
    {
        server.AllowClientCredentialsFlow()
            .AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange()
            .AllowDeviceAuthorizationFlow()
            .AllowRefreshTokenFlow();
        server.Configure(options => options.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain));
        server.RegisterScopes([.. ServiceDefaults.Access.Scopes.All]);
        server.SetAuthorizationCodeLifetime(s_codeLifetime)
            .SetDeviceCodeLifetime(s_deviceCodeLifetime)
            .SetUserCodeLifetime(s_deviceCodeLifetime)
            .SetUserCodeLength(CodeLength)
            .SetUserCodeCharset(s_codeLetters)
            .SetUserCodeDisplayFormat("{0}{1}{2}{3}-{4}{5}{6}{7}")
            .SetRefreshTokenReuseLeeway(s_reuseLeeway);
    }

    private static void AddTokens(OpenIddictServerBuilder server)
    {
        server.DisableAccessTokenEncryption();
        // Codes and refresh tokens are for the gateway's own eyes: data protection keeps them, and its keys outlive
        // those that sign.
        server.UseDataProtection().PreferDefaultAccessTokenFormat();
        server.AddEventHandler(RefusedDevices.Descriptor);
    }
}
