using System.Text.RegularExpressions;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Identity;

/// <summary>What people and devices may be called, and what they may be given.</summary>
internal static partial class CallerName
{
    public const string Allowed = "1 to 63 lower-case letters, digits, '.', '_' or '-', the first of them no sign";

    public static bool IsAllowed(string? name) => name is not null && Pattern().IsMatch(name);

    /// <exception cref="InvalidRequestException">It is no name.</exception>
    public static string Check(string? name) =>
        IsAllowed(name) ? name! : throw new InvalidRequestException("name", name, Allowed);

    /// <summary>The scopes in order, between spaces, as they are stored.</summary>
    /// <exception cref="InvalidRequestException">None, or one that nobody can be given.</exception>
    public static string CheckScopes(IReadOnlyList<string>? scopes)
    {
        if (scopes is { Count: > 0 } && scopes.All(Scopes.All.Contains))
            return string.Join(' ', Scopes.All.Where(scopes.Contains));
        throw new InvalidRequestException("scopes", scopes is null ? null : string.Join(' ', scopes),
            $"one at least of {string.Join(", ", Scopes.All)}");
    }

    /// <summary>Of a row.</summary>
    public static string[] ScopesOf(string stored) => stored.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [GeneratedRegex(@"^[a-z0-9][a-z0-9._-]{0,62}\z")]
    private static partial Regex Pattern();
}
