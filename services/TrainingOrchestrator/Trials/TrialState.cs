namespace Kws.TrainingOrchestrator.Trials;

/// <summary>How far a trial is. In the order of the message's values, which begin with an unspecified one.</summary>
internal enum TrialState
{
    Listening,

    /// <summary>The candidate is being promoted, or was.</summary>
    Promoted,

    Rejected,

    /// <summary>Of a guard: the new champion stays.</summary>
    Kept,

    /// <summary>Of a guard: the new champion raised too many alarms.</summary>
    RolledBack,

    /// <summary>It ended without a decision.</summary>
    Withdrawn,
}

/// <summary>What decides a trial.</summary>
/// <param name="Share">Of the streams, above 0 .. 1.</param>
/// <param name="Hours">Of audio heard before a candidate may win, above 0.</param>
/// <param name="Words">Of the champion's detections that it must be compared on, 1 or more.</param>
/// <param name="MaxExtraPerHour">Detections an hour that the other model has not, 0 or more.</param>
/// <param name="MaxMissingShare">Of the other's detections, 0 .. 1.</param>
/// <param name="Decides">Whether it is decided here at all.</param>
/// <param name="GuardHours">Of audio in which the former champion listens on; 0: it does not.</param>
internal sealed record TrialPolicy(
    double Share,
    double Hours,
    int Words,
    double MaxExtraPerHour,
    double MaxMissingShare,
    bool Decides,
    double GuardHours);
