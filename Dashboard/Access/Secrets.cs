using System.Security.Cryptography;
using System.Text;

namespace Kws.Dashboard.Access;

internal static class Secrets
{
    /// <summary>Compares in a time that does not tell how much is right.</summary>
    public static bool AreEqual(string? given, string expected) =>
        given is not null && CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected)));
}
