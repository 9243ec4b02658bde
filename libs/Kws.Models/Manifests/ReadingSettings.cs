namespace Kws.Models;

/// <summary>How a sign model's posteriors become letters.</summary>
public sealed record ReadingSettings
{
    /// <summary>Posterior below which the answer is "not sure", above 0 .. 1. Default 0.6.</summary>
    public double ConfidentPosterior { get; init; } = 0.6;

    /// <summary>Milliseconds a letter must hold before it is committed, 0 .. 10,000. Default 250.</summary>
    public int HoldMs { get; init; } = 250;

    /// <summary>Milliseconds without the letter after which it may be committed again, 0 .. 10,000. Default 400.</summary>
    public int GapMs { get; init; } = 400;

    /// <summary>Milliseconds over which posteriors are averaged, 0 .. 10,000. Default 200.</summary>
    public int SmoothingMs { get; init; } = 200;

    /// <summary>
    /// For each letter, which letters it is mistaken for, and how often (shares 0 .. 1): truth, then answer.
    /// Empty when not measured.
    /// </summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Confusions { get; init; } =
        new Dictionary<string, IReadOnlyDictionary<string, double>>();
}
