using System.Text.Json;
using Kws.Evaluation;
using MathNet.Numerics.Distributions;

namespace Kws.TrainingOrchestrator.Trials;

/// <summary>What two models detected in the same audio, summed.</summary>
internal sealed record TrialFigures
{
    public long Streams { get; init; }

    /// <summary>Of audio that was compared.</summary>
    public double HeardSeconds { get; init; }

    /// <summary>Of the champion's inference on it.</summary>
    public double ChampionSeconds { get; init; }

    /// <summary>Of the listener's.</summary>
    public double ListenerSeconds { get; init; }

    public long SkippedWindows { get; init; }

    public IReadOnlyList<TrialLabel> Labels { get; init; } = [];

    public double Hours => HeardSeconds / 3600;

    /// <summary>The sum of what replicas heard.</summary>
    public static TrialFigures Sum(IReadOnlyCollection<TrialFigures> parts) => new()
    {
        Streams = parts.Sum(part => part.Streams),
        HeardSeconds = parts.Sum(part => part.HeardSeconds),
        ChampionSeconds = parts.Sum(part => part.ChampionSeconds),
        ListenerSeconds = parts.Sum(part => part.ListenerSeconds),
        SkippedWindows = parts.Sum(part => part.SkippedWindows),
        Labels = [.. parts.SelectMany(part => part.Labels)
            .GroupBy(label => label.Label)
            .OrderBy(label => label.Key, StringComparer.Ordinal)
            .Select(same => new TrialLabel(
                same.Key,
                same.Sum(label => label.Agreed),
                same.Sum(label => label.ListenerAlone),
                same.Sum(label => label.ChampionAlone),
                same.Sum(label => label.ListenerNearMisses)))],
    };

    /// <summary>As it bears on a candidate, or on the new champion that a guard watches.</summary>
    public TrialEvidence Of(bool isGuard)
    {
        var (listener, champion) = (Labels.Sum(label => label.ListenerAlone), Labels.Sum(label => label.ChampionAlone));
        var (extra, missing) = isGuard ? (champion, listener) : (listener, champion);
        return new TrialEvidence(Hours, extra, missing, Labels.Sum(label => label.Agreed));
    }

    public string ToJson() => JsonSerializer.Serialize(this);

    public static TrialFigures OfJson(string json) => JsonSerializer.Deserialize<TrialFigures>(json)!;
}

/// <summary>The sums of one label.</summary>
internal sealed record TrialLabel(
    string Label, long Agreed, long ListenerAlone, long ChampionAlone, long ListenerNearMisses);

/// <summary>What a trial shows of the model that is on trial.</summary>
/// <param name="Hours">Heard.</param>
/// <param name="Extra">Detections that it alone has.</param>
/// <param name="Missing">Detections that the other alone has.</param>
/// <param name="Agreed">Detections of both.</param>
internal sealed record TrialEvidence(double Hours, long Extra, long Missing, long Agreed)
{
    /// <summary>The other's detections.</summary>
    public long Words => Agreed + Missing;

    public double ExtraPerHour => Hours > 0 ? Extra / Hours : 0;

    /// <summary>NaN: the other detected nothing.</summary>
    public double MissingShare => (double)Missing / Words;

    /// <summary>The rate's interval.</summary>
    /// <param name="confidence">Above 0, below 1.</param>
    public (double Lower, double Upper) ExtraInterval(double confidence = 0.95) => Hours > 0
        ? PoissonRate.Interval((int)Math.Min(Extra, int.MaxValue - 1), Hours, confidence)
        : (0, double.PositiveInfinity);

    /// <summary>Lower end of the share's exact interval (Clopper and Pearson, Biometrika 26, 1934).</summary>
    /// <param name="confidence">Above 0, below 1.</param>
    public double LeastMissingShare(double confidence) => Missing == 0
        ? 0
        : Beta.InvCDF(Missing, Words - Missing + 1, (1 - confidence) / 2);
}
