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

/// <summary>How a sign model's posteriors become letters.</summary>
public sealed record ReadingSettings
{
    /// <summary>Mean posterior below which the answer is "not sure", above 0 .. 1. Default 0.5.</summary>
    public double MinimumPosterior { get; init; } = 0.5;

    /// <summary>Frames whose posteriors are averaged, 1 .. 100. Default 5.</summary>
    public int SmoothingFrames { get; init; } = 5;

    /// <summary>Frames that a letter must hold before it is committed, 1 .. 100. Default 6.</summary>
    public int CommitFrames { get; init; } = 6;

    /// <summary>Milliseconds of holding that also commit it, for cameras of few frames a second, 100 .. 10,000. Default
    /// 700.</summary>
    public int CommitMs { get; init; } = 700;

    /// <summary>Milliseconds without a letter that end a word, 200 .. 10,000. Default 1,500.</summary>
    public int WordPauseMs { get; init; } = 1500;

    /// <summary>
    /// How often a shown letter is answered with another: truth, then answer, then a share 0 .. 1.
    /// Empty when not measured.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Confusions { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, double>>();
}
