using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Kws.Gateway.Identity.Keys;

/// <summary>The gateway's name and keys as an issuer, for its own checks of tokens.</summary>
internal sealed class OwnIssuer(KeyRing keys, IOptions<IdentityOptions> options) : BaseConfigurationManager
{
    private (IReadOnlyList<SigningKey> Keys, OpenIdConnectConfiguration Metadata)? _known;

    public override Task<BaseConfiguration> GetBaseConfigurationAsync(CancellationToken cancellationToken)
    {
        var current = keys.Keys;
        if (_known is not { } known || known.Keys != current)
        {
            known = (current, Describe(current));
            _known = known;
        }
        return Task.FromResult<BaseConfiguration>(known.Metadata);
    }

    public override void RequestRefresh()
    {
    }

    private OpenIdConnectConfiguration Describe(IReadOnlyList<SigningKey> current)
    {
        var metadata = new OpenIdConnectConfiguration { Issuer = new Uri(options.Value.Issuer).AbsoluteUri };
        foreach (var key in current)
            metadata.SigningKeys.Add(key.Key);
        return metadata;
    }
}
