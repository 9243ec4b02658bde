using System.ComponentModel.DataAnnotations;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Access;

/// <summary>Whether callers are known.</summary>
public enum AccessMode
{
    /// <summary>Everyone may do everything, on this machine alone.</summary>
    Open,

    /// <summary>A caller shows a token, or a device its certificate.</summary>
    Jwt,
}

/// <summary>Who may call. Configuration section <c>Access</c>.</summary>
public sealed class AccessOptions : IValidatableObject
{
    public const string Section = "Access";

    private const string NoRevocations = "none";

    /// <summary>Open: everyone may do everything, and the service listens on loopback only. Jwt: callers show a
    /// token.</summary>
    [OneOf(typeof(AccessMode))]
    public AccessMode Mode { get; set; }

    /// <summary>The OpenID Connect issuer whose tokens are accepted, such as https://id.example.org; https unless it is
    /// on this machine. Empty: none but the mesh's own.</summary>
    [HttpAddress(IsOptional = true)]
    public string Authority { get; set; } = "";

    /// <summary>The audience that a token is for.</summary>
    [RequiredText("an audience")]
    public string Audience { get; set; } = "kws";

    /// <summary>The claim of a token that names the device that it belongs to.</summary>
    [RequiredText("a claim's name")]
    public string DeviceClaim { get; set; } = CallerClaims.DeviceId;

    /// <summary>The secret that the services sign tokens for each other with: 32 random bytes or more in base64.
    /// Several, with a comma between: the first signs, each is accepted. Empty: the services do not know each
    /// other.</summary>
    public string MeshKey { get; set; } = "";

    /// <summary>Where revoked callers are listed; none: nowhere. Empty: at /access/revocations of the
    /// authority.</summary>
    public string Revocations { get; set; } = "";

    /// <summary>How often the list of revoked callers is asked for.</summary>
    [TimeRange("00:00:00.1", "00:05:00")]
    public TimeSpan RevocationPeriod { get; set; } = TimeSpan.FromSeconds(3);

    internal bool IsOpen => Mode == AccessMode.Open;

    /// <summary>Null: nobody tells who is revoked.</summary>
    internal Uri? RevocationList => this switch
    {
        { Revocations: NoRevocations } => null,
        { Revocations.Length: > 0 } => new Uri(Revocations),
        { Authority.Length: > 0 } => new Uri(Authority.TrimEnd('/') + "/access/revocations"),
        _ => null,
    };

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (!IsTrustworthy(Authority))
            yield return SettingFault.Of(validationContext, SettingFault.Text(nameof(Authority), Authority,
                "an https address, or an http address of this machine"));
        if (Revocations is not ("" or NoRevocations) && !(Uri.TryCreate(Revocations, UriKind.Absolute, out var list)
            && list.Scheme is "http" or "https"))
            yield return SettingFault.Of(validationContext, SettingFault.Text(nameof(Revocations), Revocations,
                $"an http or https address, or {NoRevocations}"));
        // Its value is told to nobody.
        if (MeshKey.Length > 0 && Tokens.MeshKeys.Parse(MeshKey) is null)
            yield return SettingFault.Of(validationContext, $"{nameof(MeshKey)} is not allowed; allowed: " +
                $"{Tokens.MeshKeys.LeastBytes} bytes or more in base64, or several such with a comma between");
    }

    private static bool IsTrustworthy(string authority) => !Uri.TryCreate(authority, UriKind.Absolute, out var address)
        || address.Scheme != Uri.UriSchemeHttp || address.IsLoopback;
}

/// <summary>Finds every fault of <see cref="AccessOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
