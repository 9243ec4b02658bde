using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Kws.TestSupport.Identity;

/// <summary>JWTs as RFC 7515 writes them, apart from the library that the services read them with.</summary>
public static class JsonWebToken
{
    public static string Rs256(RSA key, string keyId, Dictionary<string, object> claims) => Signed("RS256", keyId,
        claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Es256(ECDsa key, string keyId, Dictionary<string, object> claims) =>
        Signed("ES256", keyId, claims, bytes => key.SignData(bytes, HashAlgorithmName.SHA256));

    public static string Hs256(byte[] key, string keyId, Dictionary<string, object> claims) =>
        Signed("HS256", keyId, claims, bytes => HMACSHA256.HashData(key, bytes));

    public static string Unsigned(Dictionary<string, object> claims) => Signed("none", null, claims, _ => []);

    /// <summary>The key's public half as RFC 7517 writes it.</summary>
    public static Dictionary<string, string> PublicKey(RSA key, string keyId)
    {
        var parameters = key.ExportParameters(includePrivateParameters: false);
        return new Dictionary<string, string>
        {
            ["kty"] = "RSA",
            ["use"] = "sig",
            ["alg"] = "RS256",
            ["kid"] = keyId,
            ["n"] = Base64Url.EncodeToString(parameters.Modulus),
            ["e"] = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    private static string Signed(
        string algorithm, string? keyId, Dictionary<string, object> claims, Func<byte[], byte[]> sign)
    {
        var header = new Dictionary<string, string> { ["alg"] = algorithm, ["typ"] = "JWT" };
        if (keyId is not null)
            header["kid"] = keyId;
        var content = $"{Part(header)}.{Part(claims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    private static string Part<T>(T value) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(value));
}
