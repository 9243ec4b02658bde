using Kws.ServiceDefaults.Errors;
using Microsoft.IdentityModel.Tokens;

namespace Kws.ServiceDefaults.Access.Tokens;

/// <summary>Why a token does not hold, in words that hold nothing of it.</summary>
internal static class TokenFault
{
    public static UnauthenticatedException Malformed() => new("the token is no JWT");

    public static UnauthenticatedException OfIssuer() => new("the token's issuer is not the one that is accepted here");

    public static UnauthenticatedException Of(Exception fault, string audience) => fault switch
    {
        SecurityTokenExpiredException => new("the token has expired; get another one"),
        SecurityTokenNotYetValidException => new("the token is not valid yet: the clocks differ"),
        SecurityTokenInvalidAudienceException => new($"the token is for another audience than {audience}"),
        SecurityTokenInvalidIssuerException => OfIssuer(),
        SecurityTokenNoExpirationException => new("the token has no time of expiry"),
        SecurityTokenInvalidAlgorithmException => new("the token is signed by an algorithm that is not accepted"),
        SecurityTokenMalformedException or ArgumentException => Malformed(),
        _ => new("the token's signature does not hold"),
    };
}
