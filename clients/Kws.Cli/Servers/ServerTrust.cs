using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Servers;

/// <summary>Which https servers are believed: those of the system's authorities, or those of the file that
/// <c>KWS_CA</c> names and no others.</summary>
internal static class ServerTrust
{
    /// <summary>A PEM file with certificates: of authorities, or of servers that signed their own.</summary>
    public const string Variable = "KWS_CA";

    /// <summary>Null: the system's.</summary>
    /// <exception cref="BadInputException">The file is none, or holds no certificate.</exception>
    public static X509ChainPolicy? Resolve(CliContext context)
    {
        if (context.Variable(Variable) is not { Length: > 0 } path)
            return null;
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // Private authorities tell of no revocations.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        try
        {
            policy.CustomTrustStore.ImportFromPemFile(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new BadInputException(Variable, path, "it must be a PEM file with certificates");
        }
        return policy.CustomTrustStore.Count > 0
            ? policy
            : throw new BadInputException(Variable, path, "it must be a PEM file with certificates");
    }

    /// <summary>What a handler believes.</summary>
    public static SslClientAuthenticationOptions Options(X509ChainPolicy? trust) =>
        new() { CertificateChainPolicy = trust };
}
