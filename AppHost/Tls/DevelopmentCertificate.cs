using System.Net;
using System.Net.Security;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kws.AppHost.LocalServers;

namespace Kws.AppHost.Tls;

/// <summary>
/// A generated certificate for the names that this machine has for itself, kept with its key in the state folder, so
/// that who trusts its file once trusts the mesh's next start too.
/// </summary>
/// <remarks>
/// It is signed by itself and may sign nothing: whoever trusts it believes nobody but a server on loopback.
/// <c>dotnet dev-certs</c> would do the same for one user, but asks for a password where it makes itself trusted, and
/// leaves its key in a store whose form differs from system to system.
/// </remarks>
internal sealed class DevelopmentCertificate
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    // Browsers refuse certificates for more than 398 days.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromDays(397);

    // A mesh that was started with it may run that long.
    private static readonly TimeSpan s_least = TimeSpan.FromDays(60);

    private static readonly ConditionalWeakTable<IDistributedApplicationBuilder, DevelopmentCertificate> s_kept = [];

    private DevelopmentCertificate(string folder) =>
        (Path, KeyPath) = (System.IO.Path.Combine(folder, "localhost.pem"),
            System.IO.Path.Combine(folder, "localhost.key"));

    /// <summary>PEM file with the certificate: what clients trust.</summary>
    public string Path { get; }

    /// <summary>PEM file with its key, for its owner alone.</summary>
    public string KeyPath { get; }

    /// <summary>The certificate of the application being built.</summary>
    public static DevelopmentCertificate For(IDistributedApplicationBuilder builder) =>
        s_kept.GetValue(builder, static builder =>
            Keep(StateFolder.For(builder).FolderFor("tls"), TimeProvider.System));

    /// <summary>The one of a folder; made anew where there is none, where it ends within sixty days, and where its
    /// files cannot be used.</summary>
    internal static DevelopmentCertificate Keep(string folder, TimeProvider timeProvider)
    {
        var kept = new DevelopmentCertificate(folder);
        if (!kept.Serves(timeProvider.GetUtcNow()))
            kept.Write(timeProvider.GetUtcNow());
        return kept;
    }

    /// <summary>With its key; the caller disposes it.</summary>
    public X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(Path, KeyPath);

    /// <summary>Calls servers that show it, and no others; without a proxy. The caller disposes
    /// it.</summary>
    public SocketsHttpHandler TrustingHandler()
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(Path);
        return new SocketsHttpHandler
        {
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy },
        };
    }

    private bool Serves(DateTimeOffset now)
    {
        try
        {
            using var certificate = Load();
            return certificate.NotBefore <= now.LocalDateTime && certificate.NotAfter >= (now + s_least).LocalDateTime;
        }
        catch (Exception e) when (e is IOException or CryptographicException or ArgumentException
            or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void Write(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost, O=Kws.Aspire development", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(
            new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(ServerAuthentication)], false));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        // A clock that is a little behind believes it too.
        using var certificate = request.CreateSelfSigned(now - TimeSpan.FromHours(1), now + s_lifetime);
        WriteFile(KeyPath, key.ExportPkcs8PrivateKeyPem());
        WriteFile(Path, certificate.ExportCertificatePem());
    }

    // Whoever reads meanwhile finds the old file or the new one.
    private static void WriteFile(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = Private;
        using (var file = new StreamWriter(path + ".new", options))
            file.WriteLine(pem);
        File.Move(path + ".new", path, overwrite: true);
    }
}
