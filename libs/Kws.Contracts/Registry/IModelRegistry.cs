namespace Kws.Contracts.Registry;

/// <summary>Where models are promoted, as a replica that serves one sees it.</summary>
public interface IModelRegistry
{
    /// <summary>Says what the replica serves, and asks what it shall serve.</summary>
    /// <returns>Null: nothing was promoted yet; it serves what it came with.</returns>
    /// <exception cref="Exception">The registry is away or refuses to answer.</exception>
    Task<WantedModel?> AskAsync(ModelReport report, CancellationToken cancellationToken);

    /// <summary>Completes when the mesh was told that the answer may be another; without a bus never.</summary>
    Task OrderedAsync(CancellationToken cancellationToken);
}

/// <summary>What a replica says of itself.</summary>
/// <param name="Task">"keyword-spotting" or "sign-letters".</param>
/// <param name="Service">Such as "audioinference".</param>
/// <param name="Instance">Names the process.</param>
public sealed record ModelReport(string Task, string Service, string Instance)
{
    /// <summary>The model that it serves; empty: none.</summary>
    public string Name { get; init; } = "";

    /// <summary>Of that model.</summary>
    public string Version { get; init; } = "";

    /// <summary>Of that model's manifest.json.</summary>
    public string ManifestSha256 { get; init; } = "";

    /// <summary>Of the answer that the rest is about.</summary>
    public string PromotionId { get; init; } = "";

    /// <summary>Why what that answer wants cannot be used; empty: it can, or it is not known yet.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>What keeps the replica from it so far; it tries on.</summary>
    public string Hindrance { get; init; } = "";
}

/// <summary>What a replica shall serve.</summary>
/// <param name="Name">The model's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="PackageKey">Of the package's folder in the object store.</param>
/// <param name="ManifestSha256">Of its manifest.json, lower-case hex.</param>
/// <param name="PromotionId">Which wants it.</param>
public sealed record WantedModel(
    string Name, string Version, string PackageKey, string ManifestSha256, string PromotionId);
