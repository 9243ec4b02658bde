namespace Kws.Contracts.Registry;

/// <summary>Which model shall listen beside the one that serves, as a replica sees it.</summary>
public interface ITrialRegistry
{
    /// <summary>Tells what was heard in a trial so far, and asks which trial to follow.</summary>
    /// <returns>Null: no model shall listen.</returns>
    /// <exception cref="Exception">The registry is away or refuses to answer.</exception>
    Task<TrialOrder?> FollowAsync(TrialReport report, CancellationToken cancellationToken);
}

/// <summary>A model that shall listen to live streams beside the champion.</summary>
/// <param name="TrialId">The trial's.</param>
/// <param name="Listener">The model; its promotion is the trial.</param>
/// <param name="ChampionSha256">Of the manifest of the model that it is compared with; empty: any.</param>
/// <param name="Share">Of the streams, above 0 .. 1.</param>
public sealed record TrialOrder(string TrialId, WantedModel Listener, string ChampionSha256, double Share);

/// <summary>What a replica says of a trial.</summary>
/// <param name="Task">"keyword-spotting".</param>
/// <param name="Service">Such as "audioinference".</param>
/// <param name="Instance">Names the process.</param>
public sealed record TrialReport(string Task, string Service, string Instance)
{
    /// <summary>Of the order that the rest is about; empty: there was none.</summary>
    public string TrialId { get; init; } = "";

    /// <summary>Sums since this process follows the trial; null: it heard nothing.</summary>
    public TrialSums? Sums { get; init; }

    /// <summary>Why the listener cannot be used; empty: it can, or it is not known yet.</summary>
    public string Refusal { get; init; } = "";

    /// <summary>What keeps the replica from it so far; it tries on.</summary>
    public string Hindrance { get; init; } = "";
}

/// <summary>What two models detected in the same audio, summed.</summary>
public sealed record TrialSums
{
    /// <summary>Streams that the listener heard.</summary>
    public long Streams { get; init; }

    /// <summary>Seconds of audio that were compared.</summary>
    public double HeardSeconds { get; init; }

    /// <summary>Seconds of the champion's inference on them.</summary>
    public double ChampionSeconds { get; init; }

    /// <summary>Seconds of the listener's.</summary>
    public double ListenerSeconds { get; init; }

    /// <summary>Windows that were not compared.</summary>
    public long SkippedWindows { get; init; }

    public IReadOnlyList<TrialLabelSums> Labels { get; init; } = [];
}

/// <summary>The sums of one label.</summary>
/// <param name="Label">The keyword.</param>
/// <param name="Agreed">Both detected it.</param>
/// <param name="ListenerAlone">The listener detected it, the champion did not.</param>
/// <param name="ChampionAlone">The champion detected it, the listener did not.</param>
/// <param name="ListenerNearMisses">Peaks of the listener's just below the threshold.</param>
public sealed record TrialLabelSums(
    string Label, long Agreed, long ListenerAlone, long ChampionAlone, long ListenerNearMisses);
