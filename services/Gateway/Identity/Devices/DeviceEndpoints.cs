using Kws.Gateway.Identity.Auditing;
using Kws.Gateway.Identity.Database;
using Kws.ServiceDefaults.Access;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Identity.Devices;

/// <summary>A device to add.</summary>
/// <param name="Name">1 to 63 lower-case letters, digits, '.', '_' or '-'; its <c>device_id</c>.</param>
/// <param name="Scopes">Of listen, sign, speak, train, promote, operate.</param>
internal sealed record NewDevice(string? Name, string[]? Scopes);

/// <summary>A device that was added.</summary>
/// <param name="Authority">The issuer that it takes tokens from.</param>
/// <param name="ClientId">Its name.</param>
/// <param name="ClientSecret">Told this once.</param>
/// <param name="Scopes">What it may do.</param>
internal sealed record AddedDevice(
    string Authority, string ClientId, string ClientSecret, IReadOnlyList<string> Scopes);

/// <summary>A device.</summary>
/// <param name="Name">Its <c>device_id</c>.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="LastSeenAt">When it last took a token; null: never.</param>
/// <param name="RevokedAt">Null: it is not revoked.</param>
internal sealed record KnownDevice(
    string Name, IReadOnlyList<string> Scopes, DateTimeOffset CreatedAt, DateTimeOffset? LastSeenAt,
    DateTimeOffset? RevokedAt);

/// <summary>Adds, lists and revokes devices.</summary>
internal static class DeviceEndpoints
{
    public static void MapDevices(this IEndpointRouteBuilder api)
    {
        var devices = api.MapGroup("/v1/devices").RequireScope(Scopes.Operate).WithTags("Devices");
        devices.MapPost("/", AddAsync).WithName("addDevice")
            .WithSummary("Adds a device; its secret is told this once");
        devices.MapGet("/", ListAsync).WithName("devices").WithSummary("All devices, revoked ones too");
        devices.MapDelete("/{name}", RevokeAsync).WithName("revokeDevice")
            .WithSummary("Takes a device's rights back; what it has open ends");
    }

    private static async Task<IResult> AddAsync(NewDevice wanted, DeviceRegistry registry, IAuditLog audit,
        IOptions<IdentityOptions> options, HttpContext context, CancellationToken cancellationToken)
    {
        var (device, secret) = await registry.AddAsync(wanted.Name, wanted.Scopes, cancellationToken);
        await audit.WriteAsync(context.Entry(AuditAction.DeviceAdded, device.Name), cancellationToken);
        context.Response.Headers.CacheControl = "no-store";
        return Results.Created($"/v1/devices/{device.Name}", new AddedDevice(
            options.Value.Issuer, device.Name, secret, CallerName.ScopesOf(device.Scopes)));
    }

    private static async Task<IReadOnlyList<KnownDevice>> ListAsync(
        DeviceRegistry registry, CancellationToken cancellationToken) =>
        [.. (await registry.ListAsync(cancellationToken)).Select(Shown)];

    private static async Task<IResult> RevokeAsync(string name, DeviceRegistry registry, IAuditLog audit,
        HttpContext context, CancellationToken cancellationToken)
    {
        await registry.RevokeAsync(name, cancellationToken);
        await audit.WriteAsync(context.Entry(AuditAction.DeviceRevoked, name), cancellationToken);
        return Results.NoContent();
    }

    private static KnownDevice Shown(DeviceRow row) => new(
        row.Name, CallerName.ScopesOf(row.Scopes), row.CreatedAt, row.LastSeenAt, row.RevokedAt);
}
