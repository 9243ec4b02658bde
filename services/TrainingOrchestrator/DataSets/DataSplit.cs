namespace Kws.TrainingOrchestrator.DataSets;

/// <summary>What a file is for.</summary>
internal enum DataSplit
{
    Training,
    Validation,

    /// <summary>Noise that clips are mixed with; has no label.</summary>
    Background,
}
