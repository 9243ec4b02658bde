using System.Text.Json;
using Kws.Cli.CommandLine;

namespace Kws.Cli.Access;

/// <summary>A file of a token, read again for each call: whoever renews it writes it anew.</summary>
/// <param name="field">The option or variable that named it.</param>
/// <param name="path">The file.</param>
internal sealed class TokenFile(string field, string path) : ITokenSource
{
    private const string Limit =
        "it must be a token, or JSON with client_id, client_secret and authority as kws devices add --json prints it";

    private const int LongestBytes = 64 * 1024;

    /// <summary>The tokens that a file stands for: its own, or those that its secret gets.</summary>
    /// <exception cref="BadInputException">It is none.</exception>
    public static ITokenSource Open(string field, string path, CliContext context)
    {
        var text = Read(field, path);
        return text.StartsWith('{') ? OfDevice(field, path, text, context) : new TokenFile(field, path);
    }

    public ValueTask<string> TokenAsync(CancellationToken cancellationToken) => new(Read(field, path));

    private static DeviceTokens OfDevice(string field, string path, string text, CliContext context)
    {
        try
        {
            var secret = JsonSerializer.Deserialize<DeviceSecret>(text, OAuthJson.Options);
            if (secret is { ClientId.Length: > 0, ClientSecret.Length: > 0 }
                && Uri.TryCreate(secret.Authority, UriKind.Absolute, out var authority)
                && authority.Scheme is "http" or "https")
                return new DeviceTokens(secret, new Issuer(authority, context), context.Time);
        }
        catch (JsonException)
        {
            // Told below.
        }
        throw new BadInputException(field, path, Limit);
    }

    // What the file holds is told to nobody, whatever is wrong with it.
    private static string Read(string field, string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            throw new BadInputException(field, path, "it must be a file that exists");
        if (file.Length > LongestBytes)
            throw new BadInputException(field, path, Limit);
        var text = File.ReadAllText(path).Trim();
        return text.Length > 0 && (text[0] == '{' || text.All(c => c is > ' ' and <= '~'))
            ? text
            : throw new BadInputException(field, path, Limit);
    }
}

/// <summary>What a device shows to get tokens.</summary>
/// <param name="Authority">The issuer's address.</param>
/// <param name="ClientId">The device's name.</param>
/// <param name="ClientSecret">Known to it alone.</param>
internal sealed record DeviceSecret(string? Authority, string? ClientId, string? ClientSecret);
