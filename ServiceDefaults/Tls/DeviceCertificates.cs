using System.Globalization;
using System.Security.Claims;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tls;

/// <summary>Devices that show a certificate.</summary>
internal sealed partial class DeviceCertificates
{
    private const string AuthenticationType = "Certificate";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly string[] _scopes;
    private readonly TimeProvider _timeProvider;
    private readonly RenewedFiles<X509Certificate2Collection>? _authority;

    public DeviceCertificates(
        IOptions<TlsOptions> options, TimeProvider timeProvider, ILogger<DeviceCertificates> logger)
    {
        _scopes = options.Value.DeviceScopes.Split(' ');
        _timeProvider = timeProvider;
        if (options.Value.DeviceAuthority is { Length: > 0 } path)
            _authority = new RenewedFiles<X509Certificate2Collection>([path], pem => Read(pem[0]),
                fault => TlsLog.NotRenewed(logger, path, fault.Message), timeProvider);
    }

    /// <summary>Whether clients are asked for a certificate.</summary>
    public bool AreAskedFor => _authority is not null;

    /// <summary>Whether it is one of a device: signed by the authority, for clients, at this time.</summary>
    public bool IsSigned(X509Certificate2 certificate)
    {
        if (_authority is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(_authority.Value);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new(ClientAuthentication));
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = _timeProvider.GetUtcNow().LocalDateTime;
        return chain.Build(certificate);
    }

    /// <summary>The device of a certificate that was let in.</summary>
    /// <exception cref="UnauthenticatedException">Its common name is no device id.</exception>
    public ClaimsPrincipal Identify(X509Certificate2 certificate)
    {
        var device = certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        if (!DeviceId().IsMatch(device))
            throw new UnauthenticatedException($"the certificate's common name '{Printable.Text(device)}' is no " +
                "device id; allowed: 1 to 128 of A-Z a-z 0-9 . _ : -");
        var issued = new DateTimeOffset(certificate.NotBefore).ToUnixTimeSeconds();
        return new ClaimsPrincipal(new ClaimsIdentity(
            [
                new(CallerClaims.Subject, device), new(CallerClaims.DeviceId, device),
                new(CallerClaims.IssuedAt, issued.ToString(CultureInfo.InvariantCulture)),
                .. _scopes.Select(scope => new Claim(CallerClaims.Scope, scope)),
            ], AuthenticationType));
    }

    private static X509Certificate2Collection Read(string pem)
    {
        var authority = new X509Certificate2Collection();
        authority.ImportFromPem(pem);
        return authority.Count > 0 ? authority : throw new InvalidDataException("it holds no certificate");
    }

    [GeneratedRegex(@"^[A-Za-z0-9._:-]{1,128}\z")]
    private static partial Regex DeviceId();
}
