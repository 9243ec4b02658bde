using System.Globalization;
using System.Net;
using System.Security.Claims;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Http;

namespace Kws.ServiceDefaults.Access;

/// <summary>Who calls and with which rights: <see cref="HttpContext.User"/> by its
/// <see cref="CallerClaims"/>.</summary>
public static class Caller
{
    private const char DeviceSeparator = ':';
    private const string Anonymous = "anyone";

    private static readonly ClaimsIdentity s_everyone = new(
        [.. Scopes.All.Append(Scopes.Mesh).Select(scope => new Claim(CallerClaims.Scope, scope))], "open");

    /// <summary>Whoever calls a service in open mode: all rights, no name.</summary>
    public static ClaimsPrincipal Everyone { get; } = new(s_everyone);

    extension(ClaimsPrincipal caller)
    {
        /// <summary>Whether somebody is known to call; in open mode everyone is.</summary>
        public bool IsKnown => caller.Identity?.IsAuthenticated == true;

        /// <summary>Whether it is <see cref="Everyone"/>.</summary>
        public bool IsEveryone => ReferenceEquals(caller.Identity, s_everyone);

        /// <summary>The caller's own name for machines; null: it has none.</summary>
        public string? Subject => caller.FindFirst(CallerClaims.Subject)?.Value;

        /// <summary>The caller's name for people, never empty.</summary>
        public string CallerName => caller.FindFirst(CallerClaims.Name)?.Value ?? caller.Subject ?? Anonymous;

        /// <summary>The only device in whose name it may call; null: it is no device.</summary>
        public string? DeviceId => caller.FindFirst(CallerClaims.DeviceId)?.Value;

        /// <summary>Which process of a service of the mesh it is; null: it is no service.</summary>
        public string? Instance => caller.FindFirst(CallerClaims.Instance)?.Value;

        /// <summary>What it may do.</summary>
        public IReadOnlyList<string> GrantedScopes =>
            [.. caller.FindAll(CallerClaims.Scope).SelectMany(claim => claim.Value.Split(' ',
                StringSplitOptions.RemoveEmptyEntries))];

        /// <summary>Where it is; null: not known.</summary>
        public IPAddress? Address =>
            IPAddress.TryParse(caller.FindFirst(CallerClaims.Address)?.Value, out var address) ? address : null;

        /// <summary>When what it showed was issued; null: not known.</summary>
        public DateTimeOffset? IssuedAt =>
            long.TryParse(caller.FindFirst(CallerClaims.IssuedAt)?.Value, CultureInfo.InvariantCulture, out var seconds)
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null;

        public bool HasScope(string scope)
        {
            foreach (var claim in caller.FindAll(CallerClaims.Scope))
            {
                foreach (var part in claim.Value.AsSpan().Split(' '))
                {
                    if (claim.Value.AsSpan(part).SequenceEqual(scope))
                        return true;
                }
            }
            return false;
        }

        /// <summary>The same caller at an address, which the services behind a gateway are told.</summary>
        /// <param name="address">Null: this machine.</param>
        public ClaimsPrincipal At(IPAddress? address)
        {
            if (address is null)
                return caller;
            var located = new ClaimsPrincipal(caller.Identities);
            located.AddIdentity(new ClaimsIdentity([new Claim(CallerClaims.Address, address.ToString())]));
            return located;
        }

        /// <summary>Whether it may call in every device's name: an operator, a service, and everyone in open mode;
        /// never a device, whatever its scopes.</summary>
        public bool MayUseAnyDevice =>
            caller.DeviceId is null && (caller.HasScope(Scopes.Operate) || caller.HasScope(Scopes.Mesh));

        /// <summary>Whether it may call in a device's name: a device in its own alone; a person in any that is the
        /// person's subject, or begins with it and a colon; those who may call in every name in
        /// any.</summary>
        public bool MayUseDevice(string deviceId) => caller.DeviceId is { } own
            ? deviceId == own
            : caller.MayUseAnyDevice || caller.Owns(deviceId);

        /// <summary>Refuses a device id that is not the caller's.</summary>
        /// <param name="field">Where it stands in the request, such as <c>config.device_id</c>.</param>
        /// <param name="deviceId">As the caller sent it.</param>
        /// <exception cref="PermissionDeniedException">It may not call in this device's name.</exception>
        public void CheckDevice(string field, string deviceId)
        {
            if (!caller.MayUseDevice(deviceId))
                throw new PermissionDeniedException(field, deviceId, caller.DeviceId is { } own
                    ? $"'{Printable.Text(own)}', the caller's own"
                    : $"'{Printable.Text(caller.CallerName)}' and what begins with it and '{DeviceSeparator}'; " +
                        $"any with the scope {Scopes.Operate}");
        }

        private bool Owns(string deviceId) => caller.Subject is { Length: > 0 } subject
            && deviceId.StartsWith(subject, StringComparison.Ordinal)
            && (deviceId.Length == subject.Length || deviceId[subject.Length] == DeviceSeparator);
    }
}
