using Kws.Contracts.Registry;

namespace Kws.Models;

/// <summary>What a replica knows of what it shall serve and of what it serves. Immutable.</summary>
internal sealed record RegistryLook
{
    /// <summary>The registry's last answer; null: nothing was promoted, or it never answered.</summary>
    public WantedModel? Wanted { get; init; }

    /// <summary>Its package, once it is here.</summary>
    public ModelCandidate? Fetched { get; init; }

    /// <summary>Why it was refused; empty: it was not.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>Why it is not here yet.</summary>
    public string Hindrance { get; init; } = "";

    /// <summary>The package that serves; null: none.</summary>
    public ModelCandidate? Serving { get; init; }

    /// <summary>Of that package.</summary>
    public ModelManifest? Manifest { get; init; }

    /// <summary>Forgets what is known of the model that was wanted before.</summary>
    public RegistryLook Want(WantedModel? wanted) =>
        this with { Wanted = wanted, Fetched = null, Refusal = "", Hindrance = "" };

    /// <summary>What the registry is told of it.</summary>
    public ModelReport ReportOf(ModelTask task, ModelReplica replica) =>
        new(task.ToName(), replica.Service, replica.Instance)
        {
            Name = Manifest?.Name ?? "",
            Version = Manifest?.Version ?? "",
            ManifestSha256 = Manifest?.Sha256 ?? "",
            PromotionId = Wanted?.PromotionId ?? "",
            Refusal = Refusal,
            Hindrance = Hindrance,
        };
}
