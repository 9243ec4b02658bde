namespace Kws.Models;

/// <summary>A model package that must not be used. The message names every fault: field, value and what was
/// expected.</summary>
public sealed class InvalidModelPackageException : Exception
{
    private const int MaxFaultLength = 500;
    private const int MaxMessageLength = 4000;

    /// <param name="package">The folder, or the name of what was read.</param>
    /// <param name="faults">At least one fault.</param>
    /// <param name="inner">What the model runtime said, if it refused the model.</param>
    public InvalidModelPackageException(string package, IReadOnlyList<string> faults, Exception? inner = null)
        : base(Line($"model package {package}: {string.Join("; ", faults)}", MaxMessageLength), inner)
    {
        Faults = [.. faults.Select(fault => Line(fault, MaxFaultLength))];
    }

    /// <summary>Each names field, value and what was expected.</summary>
    public IReadOnlyList<string> Faults { get; }

    // Faults are logged: what a hostile package holds, or makes a runtime say, must not fill the log or forge a line.
    private static string Line(string text, int longest)
    {
        text = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return text.Length <= longest ? text : text[..longest] + "...";
    }
}
