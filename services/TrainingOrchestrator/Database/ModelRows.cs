using Kws.Models;
using Kws.TrainingOrchestrator.Registry;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>A version of a model in the registry.</summary>
internal sealed class ModelRow
{
    public required ModelTask Task { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    public required ModelState State { get; init; }

    /// <summary>Key of the package's folder in the object store.</summary>
    public required string PackageKey { get; init; }

    public required string ManifestSha256 { get; init; }

    /// <summary>The package's manifest.json.</summary>
    public required string Manifest { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Null: published as a package.</summary>
    public string? JobId { get; init; }

    public string? DataSet { get; init; }

    public int DataSetVersion { get; init; }

    public string? Recipe { get; init; }

    /// <summary>A JSON array of gates, each with what was measured and its limit.</summary>
    public required string Gates { get; init; }

    public required string CreatedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>What an alias stands for.</summary>
internal sealed class AliasRow
{
    public required ModelTask Task { get; init; }

    /// <summary>"champion" or "candidate".</summary>
    public required string Alias { get; init; }

    public required string Name { get; set; }

    public required string Version { get; set; }

    /// <summary>The promotion that gave it.</summary>
    public required string PromotionId { get; set; }

    public required DateTimeOffset At { get; set; }
}

/// <summary>An alias was, or shall be, given to another version.</summary>
internal sealed class PromotionRow
{
    public required string Id { get; init; }

    public required ModelTask Task { get; init; }

    public required string Alias { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>What stood there before; null: nothing.</summary>
    public string? PreviousName { get; init; }

    public string? PreviousVersion { get; init; }

    public PromotionState State { get; set; }

    public string Reason { get; set; } = "";

    public required string By { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; set; }

    /// <summary>A JSON array of where the replicas stood when it was decided.</summary>
    public string Replicas { get; set; } = "[]";
}

/// <summary>What a replica said last of the model that it serves.</summary>
internal sealed class ActivationRow
{
    public required string Service { get; init; }

    public required string Instance { get; init; }

    public required ModelTask Task { get; init; }

    /// <summary>The model that it serves; empty: none.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Of that model's manifest.json.</summary>
    public required string ManifestSha256 { get; init; }

    /// <summary>What the rest is about; empty: nothing was promoted.</summary>
    public required string PromotionId { get; init; }

    /// <summary>Why the promoted version cannot be used there; empty: it can, or it is not known yet.</summary>
    public required string Refusal { get; init; }

    /// <summary>What keeps the replica from it so far.</summary>
    public required string Hindrance { get; init; }

    public required DateTimeOffset At { get; init; }
}
