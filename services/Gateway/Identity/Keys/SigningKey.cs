using Microsoft.IdentityModel.Tokens;

namespace Kws.Gateway.Identity.Keys;

/// <summary>A key that signs tokens, ready for use.</summary>
/// <param name="Key">ECDSA on P-256.</param>
/// <param name="SignsFrom">It signs from then on.</param>
internal sealed record SigningKey(ECDsaSecurityKey Key, DateTimeOffset SignsFrom);
