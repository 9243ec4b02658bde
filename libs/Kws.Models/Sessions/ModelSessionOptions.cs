namespace Kws.Models;

/// <summary>How a model is run.</summary>
public sealed record ModelSessionOptions
{
    /// <summary>The largest batch, 1 .. 1024. Default 64.</summary>
    public int MaxBatch { get; init; } = 64;

    /// <summary>
    /// Threads that share one batch's work, 1 .. 64. Default 1: the services run batches side by side,
    /// which uses the cores better than splitting small models.
    /// </summary>
    public int IntraOpThreads { get; init; } = 1;

    /// <summary>Time in which a new model must have answered, 0.1 s .. 10 min. Default 20 s.</summary>
    public TimeSpan WarmUpLimit { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>Every fault, each naming field, value and limit; empty when there is none.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (MaxBatch is < 1 or > 1024)
            faults.Add($"MaxBatch is {MaxBatch}; expected 1 .. 1024");
        if (IntraOpThreads is < 1 or > 64)
            faults.Add($"IntraOpThreads is {IntraOpThreads}; expected 1 .. 64");
        if (WarmUpLimit < TimeSpan.FromSeconds(0.1) || WarmUpLimit > TimeSpan.FromMinutes(10))
            faults.Add($"WarmUpLimit is {WarmUpLimit}; expected 0.1 s .. 10 min");
        return faults;
    }
}
