namespace Kws.Models;

/// <summary>Says which model packages may serve.</summary>
public interface IModelSource
{
    /// <summary>Why the package that should serve cannot be handed out yet, such as a store that is away; null: it
    /// can.</summary>
    string? Hindrance { get; }

    /// <summary>The packages that may serve now, the wanted one first; the others in case that it cannot be
    /// used. At least one.</summary>
    /// <exception cref="DirectoryNotFoundException">There is none.</exception>
    ValueTask<IReadOnlyList<ModelCandidate>> CandidatesAsync(CancellationToken cancellationToken);

    /// <summary>Completes when <see cref="CandidatesAsync"/> may answer otherwise than it did last.</summary>
    Task ChangedAsync(CancellationToken cancellationToken);
}

/// <summary>A package that may serve.</summary>
/// <param name="Folder">Where it is.</param>
/// <param name="Fingerprint">Another one once anything in it has changed.</param>
public sealed record ModelCandidate(string Folder, string Fingerprint)
{
    /// <summary>Key of its folder in the object store; empty: it came with the service.</summary>
    public string PackageKey { get; init; } = "";
}
