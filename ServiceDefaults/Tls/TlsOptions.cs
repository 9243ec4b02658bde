using System.ComponentModel.DataAnnotations;
using Kws.ServiceDefaults.Access;
using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tls;

/// <summary>The certificates of https addresses. Configuration section <c>Tls</c>.</summary>
public sealed class TlsOptions : IValidatableObject
{
    public const string Section = "Tls";

    /// <summary>PEM file with the server's certificate, then those between it and its root. Read again when it
    /// changes. Empty: the one of <c>Kestrel:Certificates:Default</c>.</summary>
    public string Certificate { get; set; } = "";

    /// <summary>PEM file with the key of <see cref="Certificate"/>, not encrypted.</summary>
    public string Key { get; set; } = "";

    /// <summary>PEM file with the certificates of those who sign certificates for devices: a client certificate that
    /// they signed stands for the device that its common name (CN) is. Empty: no client certificates.</summary>
    public string DeviceAuthority { get; set; } = "";

    /// <summary>The scopes of a device that shows a certificate, with spaces between.</summary>
    [TextPattern(@"(?:listen|sign|speak|train|promote|operate)(?: (?:listen|sign|speak|train|promote|operate))*",
        "scopes with spaces between, of listen, sign, speak, train, promote and operate")]
    public string DeviceScopes { get; set; } = $"{Scopes.Listen} {Scopes.Sign} {Scopes.Speak}";

    /// <inheritdoc/>
    IEnumerable<ValidationResult> IValidatableObject.Validate(ValidationContext validationContext)
    {
        if (Certificate.Length > 0 != Key.Length > 0)
            yield return SettingFault.Of(validationContext, SettingFault.Text(
                nameof(Key), Key, $"a file when {nameof(Certificate)} is set, and only then"));
        foreach (var (name, path) in new[]
        {
            (nameof(Certificate), Certificate), (nameof(Key), Key), (nameof(DeviceAuthority), DeviceAuthority),
        })
        {
            if (path.Length > 0 && !File.Exists(path))
                yield return SettingFault.Of(validationContext,
                    SettingFault.Text(name, path, "a file that exists, or none"));
        }
    }
}

/// <summary>Finds every fault of <see cref="TlsOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class TlsOptionsValidator : IValidateOptions<TlsOptions>;
