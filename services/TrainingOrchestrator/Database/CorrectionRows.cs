namespace Kws.TrainingOrchestrator.Database;

/// <summary>A recording that somebody marked with what it really holds.</summary>
internal sealed class CorrectionRow
{
    /// <summary>Of the event that told it: a copy of it is known by it.</summary>
    public required string EventId { get; init; }

    public required string DataSet { get; init; }

    /// <summary>Of the audio in the archive of recordings.</summary>
    public required string Key { get; init; }

    /// <summary>A label of the data set, "unknown" or "silence".</summary>
    public required string Label { get; init; }

    public required string By { get; init; }

    /// <summary>Of two marks of a recording the later one counts.</summary>
    public required DateTimeOffset MarkedAt { get; init; }

    public CorrectionState State { get; set; }

    /// <summary>Why it was set aside, for people.</summary>
    public string Reason { get; set; } = "";

    /// <summary>Of the data set, which took it up; 0: none.</summary>
    public int Version { get; set; }

    /// <summary>Of the audio in that version; empty: none has it.</summary>
    public string Sha256 { get; set; } = "";
}

/// <summary>What became of a mark.</summary>
internal enum CorrectionState
{
    Waiting,

    /// <summary>A version has it. It waits again where a later version lacks it.</summary>
    Taken,

    /// <summary>The recording, or another one of the same audio, was marked again later.</summary>
    Superseded,

    /// <summary>The recording is not in the archive any more.</summary>
    Missing,

    /// <summary>The recording cannot be part of a data set.</summary>
    Unusable,
}
