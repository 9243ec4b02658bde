namespace Kws.Contracts.Events;

/// <summary>A model package passed its gates and lies in the object store.</summary>
public sealed record ModelPublished : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Key of the package folder, such as "models/keyword-spotting/small/1.2.0".</summary>
    public required string PackageKey { get; init; }

    /// <summary>Of its manifest.json, lower-case hex.</summary>
    public required string ManifestSha256 { get; init; }
}

/// <summary>A service took a model version into use, or was told to.</summary>
public sealed record ModelActivated : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Key of the package folder in the object store; empty when it came with the service.</summary>
    public required string PackageKey { get; init; }

    /// <summary>Who uses it, such as "audioinference"; empty: the order to use it, for all.</summary>
    public required string Service { get; init; }

    /// <summary>Which of the service's processes; empty: the order.</summary>
    public string Instance { get; init; } = "";
}

/// <summary>A model version was refused: by a gate before publishing, or by a service that could not load it.</summary>
public sealed record ModelRejected : IMeshEvent
{
    public required string EventId { get; init; }

    public int SchemaVersion { get; init; } = 1;

    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>"keyword-spotting" or "sign-letters".</summary>
    public required string Task { get; init; }

    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>Who refused it.</summary>
    public required string Service { get; init; }

    /// <summary>For people: field, value and limit.</summary>
    public required string Reason { get; init; }

    /// <summary>Key of the package folder in the object store; empty when it came with the service.</summary>
    public string PackageKey { get; init; } = "";

    /// <summary>Which of the service's processes; empty: the registry.</summary>
    public string Instance { get; init; } = "";
}
