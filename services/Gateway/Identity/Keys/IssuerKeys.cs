using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using Microsoft.IdentityModel.Tokens;
using OpenIddict.Server;

namespace Kws.Gateway.Identity.Keys;

/// <summary>Gives OpenIddict the keys of <see cref="KeyRing"/>, again each time they change, and the settings that are
/// known once they were checked.</summary>
internal sealed class IssuerKeys(KeyRing keys, IOptions<IdentityOptions> options, TimeProvider timeProvider)
    : IConfigureOptions<OpenIddictServerOptions>, IOptionsChangeTokenSource<OpenIddictServerOptions>
{
    // OpenIddict asks for one, and has no use for it: what it would encrypt goes through data protection.
    private readonly EncryptingCredentials _unused = new(
        new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32)),
        SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512);

    public string Name => Options.DefaultName;

    public IChangeToken GetChangeToken() => keys.Changed();

    public void Configure(OpenIddictServerOptions server)
    {
        var settings = options.Value;
        server.TimeProvider = timeProvider;
        server.Issuer = new Uri(settings.Issuer);
        server.AccessTokenLifetime = settings.AccessTokenLifetime;
        server.IdentityTokenLifetime = settings.AccessTokenLifetime;
        server.RefreshTokenLifetime = settings.LoginLifetime;
        server.EncryptionCredentials.Add(_unused);
        server.SigningCredentials.AddRange(keys.Keys.Select(key =>
            new SigningCredentials(key.Key, SecurityAlgorithms.EcdsaSha256)));
    }
}
