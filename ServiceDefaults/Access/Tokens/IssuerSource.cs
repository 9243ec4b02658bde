using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>Where the issuer's name and keys come from: a <see cref="BaseConfigurationManager"/> that the host
/// registers, which an issuer does for itself, or else the metadata of <see cref="AccessOptions.Authority"/>.</summary>
internal sealed class IssuerSource : IDisposable
{
    private const string MetadataPath = "/.well-known/openid-configuration";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private readonly HttpClient? _http;

    public IssuerSource(IOptions<AccessOptions> options, IServiceProvider services)
    {
        Metadata = services.GetService<BaseConfigurationManager>();
        if (Metadata is not null || options.Value.Authority is not { Length: > 0 } authority)
            return;
        var address = new Uri(authority.TrimEnd('/') + MetadataPath);
        // A proxy is for others than this machine.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = !address.IsLoopback }) { Timeout = s_patience };
        Metadata = new ConfigurationManager<OpenIdConnectConfiguration>(address.ToString(),
            new OpenIdConnectConfigurationRetriever(),
            new HttpDocumentRetriever(_http) { RequireHttps = !address.IsLoopback });
    }

    /// <summary>Null: no issuer is accepted.</summary>
    public BaseConfigurationManager? Metadata { get; }

    public void Dispose() => _http?.Dispose();
}
