using Kws.Gateway.Identity.Database;
using Kws.Gateway.Identity.Revoking;
using Kws.ServiceDefaults.Errors;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Kws.Gateway.Identity.Devices;

/// <summary>The devices that may take tokens. Of one request.</summary>
internal sealed class DeviceRegistry(
    GatewayDatabase database, IOpenIddictApplicationManager clients, RevocationList revocations,
    TimeProvider timeProvider)
{
    private const string What = "device";

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<DeviceRow>> ListAsync(CancellationToken cancellationToken) =>
        await database.Devices.AsNoTracking().OrderBy(row => row.Name).ToListAsync(cancellationToken);

    /// <summary>Adds a device, or a revoked one again.</summary>
    /// <returns>It, and its secret, of which only the hash is kept.</returns>
    /// <exception cref="InvalidRequestException">The name or a scope is none.</exception>
    /// <exception cref="AlreadyExistsException">A device or a person has the name.</exception>
    public async Task<(DeviceRow Device, string Secret)> AddAsync(
        string? name, IReadOnlyList<string>? scopes, CancellationToken cancellationToken)
    {
        CallerName.Check(name);
        var granted = CallerName.CheckScopes(scopes);
        var device = await database.Devices.FindAsync([name], cancellationToken);
        if (device is { RevokedAt: null } || await database.People.AnyAsync(row => row.Name == name, cancellationToken))
            throw new AlreadyExistsException(device is null ? "person" : What, name!);
        var secret = NewSecret.Create();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        device = Store(device, name!, granted);
        try
        {
            await database.SaveChangesAsync(cancellationToken);
            await clients.CreateAsync(ClientOf(device, secret), cancellationToken);
        }
        // Another caller added it just now.
        catch (Exception e) when (e is DbUpdateException or OpenIddictExceptions.ValidationException)
        {
            throw new AlreadyExistsException(What, name!);
        }
        await transaction.CommitAsync(cancellationToken);
        return (device, secret);
    }

    /// <summary>Takes its rights back: it gets no more tokens, and those that it has are refused.</summary>
    /// <exception cref="NotFoundException">There is no such device, or it is revoked already.</exception>
    public async Task RevokeAsync(string name, CancellationToken cancellationToken)
    {
        var device = await database.Devices.FindAsync([name], cancellationToken);
        if (device is not { RevokedAt: null })
            throw new NotFoundException(What, name);
        await using (var transaction = await database.Database.BeginTransactionAsync(cancellationToken))
        {
            device.RevokedAt = timeProvider.GetUtcNow();
            await revocations.AddAsync(database, name, cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
            if (await clients.FindByClientIdAsync(name, cancellationToken) is { } client)
                await clients.DeleteAsync(client, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        await revocations.RefreshAsync(cancellationToken);
    }

    /// <summary>A device that takes a token: its scopes; null: it is none.</summary>
    public async Task<string[]?> SeeAsync(string name, CancellationToken cancellationToken)
    {
        var now = timeProvider.GetUtcNow();
        await database.Devices.Where(row => row.Name == name)
            .ExecuteUpdateAsync(row => row.SetProperty(device => device.LastSeenAt, now), cancellationToken);
        var device = await database.Devices.AsNoTracking()
            .SingleOrDefaultAsync(row => row.Name == name && row.RevokedAt == null, cancellationToken);
        return device is null ? null : CallerName.ScopesOf(device.Scopes);
    }

    private DeviceRow Store(DeviceRow? device, string name, string scopes)
    {
        var now = timeProvider.GetUtcNow();
        if (device is null)
            return database.Devices.Add(new DeviceRow { Name = name, Scopes = scopes, CreatedAt = now }).Entity;
        (device.Scopes, device.CreatedAt, device.LastSeenAt, device.RevokedAt) = (scopes, now, null, null);
        return device;
    }

    private static OpenIddictApplicationDescriptor ClientOf(DeviceRow device, string secret)
    {
        var client = new OpenIddictApplicationDescriptor
        {
            ClientId = device.Name,
            ClientSecret = secret,
            ClientType = ClientTypes.Confidential,
            DisplayName = device.Name,
            Permissions = { Permissions.Endpoints.Token, Permissions.GrantTypes.ClientCredentials },
        };
        client.Permissions.UnionWith(CallerName.ScopesOf(device.Scopes)
            .Select(scope => Permissions.Prefixes.Scope + scope));
        return client;
    }
}
