namespace Kws.Features;

/// <summary>A <see cref="FeatureSpec"/> that cannot be computed. Services answer it with INVALID_ARGUMENT.</summary>
public sealed class InvalidFeatureSpecException : ArgumentException
{
    /// <param name="faults">Every fault found, each naming field, value and limit; at least one.</param>
    public InvalidFeatureSpecException(IReadOnlyList<string> faults)
        : base("feature spec: " + string.Join("; ", faults))
    {
        Faults = faults;
    }

    /// <summary>Every fault, each naming field, value and limit.</summary>
    public IReadOnlyList<string> Faults { get; }
}
