namespace Kws.Models;

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
