using System.Collections.Immutable;
using System.Security.Cryptography.X509Certificates;

// What Aspire knows of development certificates is new.
#pragma warning disable ASPIRECERTIFICATES001

namespace Kws.AppHost.Tls;

/// <summary>
/// Gives Aspire the mesh's <see cref="DevelopmentCertificate"/> for .NET's own: every resource trusts it beside those
/// that the system trusts (<c>SSL_CERT_DIR</c>), and no page of the dashboard says that there is none.
/// </summary>
internal sealed class KeptCertificateService(DevelopmentCertificate certificate)
    : IDeveloperCertificateService, IDisposable
{
    private readonly X509Certificate2 _certificate = certificate.Load();

    public ImmutableList<X509Certificate2> Certificates => [_certificate];

    /// <summary>It is not for a container's name of this machine.</summary>
    public bool SupportsContainerTrust => false;

    public bool TrustCertificate => true;

    /// <summary>Who serves by TLS is told its files.</summary>
    public bool UseForHttps => false;

    public bool LatestCertificateIsUntrusted => false;

    public void Dispose() => _certificate.Dispose();
}
