using Kws.Models;
using Kws.TrainingOrchestrator.Trials;

namespace Kws.TrainingOrchestrator.Database;

/// <summary>A model that listens, or listened, to live streams beside the champion.</summary>
internal sealed class TrialRow
{
    /// <summary>Of a candidate: its promotion's.</summary>
    public required string Id { get; init; }

    public required ModelTask Task { get; init; }

    public required string ListenerName { get; init; }

    public required string ListenerVersion { get; init; }

    /// <summary>Null: what the services came with.</summary>
    public string? ChampionName { get; init; }

    public string? ChampionVersion { get; init; }

    /// <summary>Of the champion's manifest; empty: any model that serves.</summary>
    public required string ChampionSha256 { get; init; }

    /// <summary>The listener is the former champion, and the champion is on trial.</summary>
    public required bool IsGuard { get; init; }

    /// <summary>JSON of a <see cref="TrialPolicy"/>.</summary>
    public required string Policy { get; init; }

    public required TrialState State { get; set; }

    public string Reason { get; set; } = "";

    /// <summary>JSON of the <see cref="TrialFigures"/> that it was decided by; null: it is not decided.</summary>
    public string? Figures { get; set; }

    /// <summary>The promotion or roll-back that it led to.</summary>
    public string? PromotionId { get; set; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? DecidedAt { get; set; }
}

/// <summary>What a replica heard in a trial so far.</summary>
internal sealed class TrialReportRow
{
    public required string TrialId { get; init; }

    public required string Service { get; init; }

    public required string Instance { get; init; }

    /// <summary>JSON of <see cref="TrialFigures"/>.</summary>
    public required string Figures { get; init; }

    /// <summary>Why the listener cannot be used there; empty: it can, or it is not known yet.</summary>
    public required string Refusal { get; init; }

    public required string Hindrance { get; init; }

    public required DateTimeOffset At { get; init; }
}
