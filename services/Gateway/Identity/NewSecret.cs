using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Kws.Gateway.Identity;

/// <summary>Secrets that nobody chooses.</summary>
internal static class NewSecret
{
    private const int Bytes = 32;

    /// <summary>43 letters, digits, <c>-</c> and <c>_</c>.</summary>
    public static string Create() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>By which one is found again without being kept: enough for what nobody can guess.</summary>
    public static string Sha256Of(string secret) => Convert.ToHexStringLower(SHA256.HashData(
        Encoding.UTF8.GetBytes(secret)));
}
