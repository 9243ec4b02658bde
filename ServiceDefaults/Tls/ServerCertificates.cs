using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Tls;

/// <summary>The certificate that new connections are shown.</summary>
internal sealed class ServerCertificates
{
    private readonly RenewedFiles<SslStreamCertificateContext>? _files;

    public ServerCertificates(
        IOptions<TlsOptions> options, TimeProvider timeProvider, ILogger<ServerCertificates> logger)
    {
        var (certificate, key) = (options.Value.Certificate, options.Value.Key);
        if (certificate.Length > 0)
            _files = new RenewedFiles<SslStreamCertificateContext>([certificate, key],
                pem => Context(pem[0], pem[1]), fault => TlsLog.NotRenewed(logger, certificate, fault.Message),
                timeProvider);
    }

    /// <summary>Null: none is configured here.</summary>
    public SslStreamCertificateContext? Current => _files?.Value;

    private static SslStreamCertificateContext Context(string certificate, string key)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPem(certificate);
        return SslStreamCertificateContext.Create(
            X509Certificate2.CreateFromPem(certificate, key), chain, offline: true);
    }
}
