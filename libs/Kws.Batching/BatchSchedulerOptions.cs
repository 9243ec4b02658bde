namespace Kws.Batching;

/// <summary>Bounds of a <see cref="BatchScheduler{T}"/>.</summary>
public sealed record BatchSchedulerOptions
{
    /// <summary>Largest batch, 1 or more.</summary>
    public int MaxBatch { get; init; } = 32;

    /// <summary>Longest time the first item of a batch waits for company, 0 .. 1 s. Zero: a free worker takes what
    /// there is.</summary>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromMilliseconds(4);

    /// <summary>Most items that may wait, at least <see cref="MaxBatch"/>. Beyond it items are refused.</summary>
    public int Capacity { get; init; } = 4096;

    /// <summary>Threads that run batches, 1 .. 64.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Name of the threads, as seen in a debugger or profiler.</summary>
    public string Name { get; init; } = "batch";

    /// <summary>Every fault of these options, each naming the field, its value and its limit. Empty: all is
    /// well.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        if (MaxBatch < 1)
            faults.Add($"MaxBatch is {MaxBatch}; it must be at least 1");
        if (MaxWait < TimeSpan.Zero || MaxWait > TimeSpan.FromSeconds(1))
            faults.Add($"MaxWait is {MaxWait}; it must be 0 .. 1 s");
        if (Capacity < MaxBatch)
            faults.Add($"Capacity is {Capacity}; it must be at least MaxBatch ({MaxBatch})");
        if (Workers is < 1 or > 64)
            faults.Add($"Workers is {Workers}; it must be 1 .. 64");
        return faults;
    }
}
