namespace Kws.Models;

/// <summary>A model package that must not be used. The message names every fault: field, value and what was
/// expected.</summary>
public sealed class InvalidModelPackageException : Exception
{
    /// <param name="package">The folder, or the name of what was read.</param>
    /// <param name="faults">At least one fault.</param>
    /// <param name="inner">What the model runtime said, if it refused the model.</param>
    public InvalidModelPackageException(string package, IReadOnlyList<string> faults, Exception? inner = null)
        : base($"model package {package}: {string.Join("; ", faults)}", inner)
    {
        Faults = faults;
    }

    /// <summary>Each names field, value and what was expected.</summary>
    public IReadOnlyList<string> Faults { get; }
}
