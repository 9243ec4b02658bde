namespace Kws.Gateway.Http.Clips;

/// <summary>What was heard in a clip.</summary>
/// <param name="Keyword">The likeliest label; <c>unknown</c>: another word; <c>silence</c>: none.</param>
/// <param name="Posterior">Its share, 0 to 1.</param>
/// <param name="Labels">Best first.</param>
/// <param name="Model">That heard it.</param>
/// <param name="BestWindowFirstSample">Of the clip at its own rate: the window that decided.</param>
/// <param name="Warnings">What of the audio was left out or chosen, in words.</param>
/// <param name="Timings">Where the time went.</param>
internal sealed record KeywordAnswer(
    string Keyword,
    double Posterior,
    IReadOnlyList<RankedLabel> Labels,
    ModelName Model,
    long BestWindowFirstSample,
    IReadOnlyList<string> Warnings,
    ClipTimings Timings);

/// <param name="Label">Of the model.</param>
/// <param name="Posterior">0 to 1.</param>
internal sealed record RankedLabel(string Label, double Posterior);

/// <param name="Name">Of the package.</param>
/// <param name="Version">Of the package.</param>
internal sealed record ModelName(string Name, string Version);

/// <summary>Milliseconds.</summary>
internal sealed record ClipTimings(double DecodeMs, double FeaturesMs, double QueueMs, double InferenceMs);

/// <summary>The answer of the tutorial's server.</summary>
/// <param name="Keyword">The likeliest label.</param>
internal sealed record PredictAnswer(string Keyword);

/// <summary>The model that listens.</summary>
/// <param name="Name">Of the package.</param>
/// <param name="Version">Of the package.</param>
/// <param name="Labels">In the order of its outputs.</param>
/// <param name="Keywords">Labels that are reported: all but silence and unknown.</param>
/// <param name="Thresholds">Posteriors at which they are.</param>
/// <param name="SampleRateHz">What it hears; other rates are resampled.</param>
internal sealed record KeywordModelAnswer(
    string Name,
    string Version,
    IReadOnlyList<string> Labels,
    IReadOnlyList<string> Keywords,
    IReadOnlyDictionary<string, double> Thresholds,
    int SampleRateHz);
