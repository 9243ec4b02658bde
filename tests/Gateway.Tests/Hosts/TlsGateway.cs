using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Kws.TestSupport.Identity;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>A gateway over a mesh at one address with TLS, and clients that trust whoever signed its
/// certificate.</summary>
public sealed class TlsGateway(MeshBehind mesh) : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private readonly TestAuthority _authority = new();
    private GatewayHost? _host;

    /// <summary>Its <see cref="GatewayHost.Http"/> trusts nobody who could have signed the certificate; it has no
    /// other port.</summary>
    internal GatewayHost Host => _host!;

    internal Uri Address => Host.Http.BaseAddress!;

    public async Task InitializeAsync()
    {
        var audio = await mesh.AudioInferenceAsync();
        RenewCertificate();
        _host = await GatewayHost.StartAsync(
            string.Create(CultureInfo.InvariantCulture, $"--urls=https://localhost:{FreePort.Next()}"), "--GRPC_PORT=",
            $"--Tls:Certificate={_folder["gateway.pem"]}", $"--Tls:Key={_folder["gateway.key"]}",
            MeshBehind.Setting("audioinference", audio.Address));
    }

    /// <summary>Writes another certificate over the files of the one before: its serial number.</summary>
    public string RenewCertificate() => _authority.WriteServer(_folder["gateway.pem"], _folder["gateway.key"]);

    /// <summary>For one client, with its connections.</summary>
    /// <param name="onShown">Told the serial number of the certificate of each connection.</param>
    public SocketsHttpHandler NewHandler(Action<string>? onShown = null) => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                CustomTrustStore = { _authority.Certificate },
                RevocationMode = X509RevocationMode.NoCheck,
            },
            RemoteCertificateValidationCallback = (_, certificate, _, faults) =>
            {
                onShown?.Invoke(certificate!.GetSerialNumberString());
                return faults == SslPolicyErrors.None;
            },
        },
    };

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _authority.Dispose();
        _folder.Dispose();
    }
}
