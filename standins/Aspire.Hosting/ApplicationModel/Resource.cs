using System.Text.RegularExpressions;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Base of all resources.</summary>
public abstract partial class Resource : IResource
{
    /// <exception cref="ArgumentException">The name is not a resource name.</exception>
    protected Resource(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Length > 64 || !NamePattern().IsMatch(name))
            throw new ArgumentException(
                $"resource name '{name}': a name has 1 to 64 ASCII letters, digits and single hyphens, starts with a letter and does not end with a hyphen",
                nameof(name));
        Name = name;
    }

    /// <inheritdoc/>
    public virtual string Name { get; }

    /// <inheritdoc/>
    public virtual ResourceAnnotationCollection Annotations { get; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{GetType().Name} '{Name}'";

    [GeneratedRegex("^[A-Za-z](-?[A-Za-z0-9])*$")]
    private static partial Regex NamePattern();
}
