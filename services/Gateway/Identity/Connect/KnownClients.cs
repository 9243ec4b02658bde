using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Kws.Gateway.Identity.Connect;

/// <summary>The program that people log in with beside the browser: <c>kws</c>. It is on their own machines, so that it
/// keeps no secret of its own.</summary>
internal static class KnownClients
{
    public const string Cli = "kws-cli";

    private static readonly Uri s_loopback = new("http://127.0.0.1/callback");

    /// <summary>Stores it, unless it is stored already.</summary>
    /// <exception cref="InvalidOperationException">It cannot be stored.</exception>
    public static async Task EnsureAsync(IServiceScopeFactory scopes, CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await StoreAsync(ClientsOf(scope), cancellationToken);
        }
        // Another gateway that starts with this one was first; what else may be wrong shows when it is looked for, by a
        // scope that does not remember that it was not there.
        catch (Exception e) when (e is DbUpdateException or OpenIddictExceptions.ValidationException)
        {
            await using var scope = scopes.CreateAsyncScope();
            _ = await ClientsOf(scope).FindByClientIdAsync(Cli, cancellationToken)
                ?? throw new InvalidOperationException($"the client {Cli} cannot be stored: {e.Message}", e);
        }
    }

    private static IOpenIddictApplicationManager ClientsOf(AsyncServiceScope scope) =>
        scope.ServiceProvider.GetRequiredService<IOpenIddictApplicationManager>();

    private static async Task StoreAsync(IOpenIddictApplicationManager clients, CancellationToken cancellationToken)
    {
        if (await clients.FindByClientIdAsync(Cli, cancellationToken) is not null)
            return;
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = Cli,
            ClientType = ClientTypes.Public,
            // Its port on this machine is whichever is free.
            ApplicationType = ApplicationTypes.Native,
            ConsentType = ConsentTypes.Explicit,
            DisplayName = "kws",
            RedirectUris = { s_loopback },
            Permissions =
            {
                Permissions.Endpoints.Authorization, Permissions.Endpoints.DeviceAuthorization,
                Permissions.Endpoints.Token, Permissions.Endpoints.Revocation,
                Permissions.GrantTypes.AuthorizationCode, Permissions.GrantTypes.DeviceCode,
                Permissions.GrantTypes.RefreshToken, Permissions.ResponseTypes.Code,
            },
            Requirements = { Requirements.Features.ProofKeyForCodeExchange },
        };
        client.Permissions.UnionWith(ServiceDefaults.Access.Scopes.All
            .Select(scope => Permissions.Prefixes.Scope + scope));
        await clients.CreateAsync(client, cancellationToken);
    }
}
