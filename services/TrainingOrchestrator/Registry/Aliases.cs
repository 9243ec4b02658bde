namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Names that a version of a model may be given, one a task.</summary>
internal static class Aliases
{
    /// <summary>What all replicas serve.</summary>
    public const string Champion = "champion";

    /// <summary>What listens beside it.</summary>
    public const string Candidate = "candidate";
}
