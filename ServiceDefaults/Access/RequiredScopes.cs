using Google.Protobuf.Reflection;
using Kws.Access.V1;

namespace Kws.ServiceDefaults.Access;

/// <summary>The rule of an endpoint: its caller has one of these scopes.</summary>
public sealed class RequiredScopes
{
    /// <param name="anyOf">One at least, of <see cref="Scopes"/>.</param>
    /// <exception cref="ArgumentException">None, or one that nobody can have.</exception>
    public RequiredScopes(params IReadOnlyList<string> anyOf)
    {
        if (anyOf.Count == 0 || anyOf.FirstOrDefault(scope => !Scopes.All.Contains(scope) && scope != Scopes.Mesh)
            is not null)
            throw new ArgumentException($"'{string.Join(' ', anyOf)}' are no scopes; allowed: one at least of " +
                $"{string.Join(", ", Scopes.All)} and {Scopes.Mesh}", nameof(anyOf));
        AnyOf = anyOf;
    }

    /// <summary>One of them is enough.</summary>
    public IReadOnlyList<string> AnyOf { get; }

    /// <summary>The rule of a method, as its proto says.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public static RequiredScopes Of(MethodDescriptor method)
    {
        var scopes = method.GetOptions()?.GetExtension(AccessExtensions.Scopes);
        return scopes is { Count: > 0 }
            ? new RequiredScopes([.. scopes])
            : throw new InvalidOperationException($"{method.FullName} has no rule who may call it; give it " +
                "option (kws.access.v1.scopes), as protos/kws/access/v1/access.proto says");
    }

    /// <summary>As messages name them, such as <c>train or promote</c>.</summary>
    public override string ToString() => string.Join(" or ", AnyOf);
}
