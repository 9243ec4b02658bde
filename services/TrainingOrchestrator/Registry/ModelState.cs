namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Whether a version may serve.</summary>
internal enum ModelState
{
    Published,

    /// <summary>A gate refused it.</summary>
    Rejected,
}

/// <summary>How a promotion goes.</summary>
internal enum PromotionState
{
    /// <summary>The replicas were told.</summary>
    RollingOut,

    /// <summary>Enough of them serve it.</summary>
    Done,

    /// <summary>Refused, or too few answered: those that had it were told to go back.</summary>
    Failed,
}
