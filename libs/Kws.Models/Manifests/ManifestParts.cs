namespace Kws.Models;

/// <summary>A tensor of a model: float32, -1 for the open dimension.</summary>
public sealed record TensorSpec(string Name, IReadOnlyList<int> Shape);

/// <summary>One measurement, such as accuracy.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">The figure; shares are 0 .. 1.</param>
/// <param name="Data">What it was measured on.</param>
/// <param name="Samples">How many samples that were; 0 when not stated.</param>
public sealed record ModelMetric(string Name, double Value, string Data, long Samples);

/// <summary>What a model costs. 0: not stated.</summary>
public sealed record ModelCost
{
    /// <summary>Trained numbers.</summary>
    public long Parameters { get; init; }

    /// <summary>Multiply-adds of one inference.</summary>
    public long MultiplyAdds { get; init; }

    /// <summary>Size of the model file.</summary>
    public long Bytes { get; init; }

    /// <summary>One thread, one item, on the machine that trained.</summary>
    public double LatencyMsBatch1 { get; init; }

    /// <summary>One thread, 32 items, on the machine that trained.</summary>
    public double LatencyMsBatch32 { get; init; }
}

/// <summary>A file of a package.</summary>
/// <param name="Path">Relative, forward slashes, inside the package.</param>
/// <param name="Sha256">Lower-case hex.</param>
/// <param name="Bytes">Its length.</param>
public sealed record PackageFile(string Path, string Sha256, long Bytes);
