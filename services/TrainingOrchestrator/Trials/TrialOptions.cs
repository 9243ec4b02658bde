using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Trials;

/// <summary>Section <c>Trials</c>: how candidates are tried on live streams where whoever names one does not say
/// it.</summary>
internal sealed class TrialOptions
{
    public const string Section = "Trials";

    /// <summary>Share of the streams that a candidate listens to, above 0 to 1.</summary>
    [AmountRange(0.0001, 1.0)]
    public double Share { get; set; } = 0.2;

    /// <summary>Hours of audio, of all streams together, that a candidate must have heard before it may win.</summary>
    [AmountRange(0.001, 10_000.0)]
    public double Hours { get; set; } = 10;

    /// <summary>Detections of the champion that it must have been compared on before it may win.</summary>
    [NumberRange(1, 1_000_000)]
    public int Words { get; set; } = 100;

    /// <summary>Most detections an hour that the champion has not.</summary>
    [AmountRange(0.0, 1000.0)]
    public double MaxExtraPerHour { get; set; } = 0.2;

    /// <summary>Largest share of the champion's detections that the candidate has not, 0 to 1.</summary>
    [AmountRange(0.0, 1.0)]
    public double MaxMissingShare { get; set; } = 0.01;

    /// <summary>Hours of audio in which a former champion listens on beside one that a trial promoted; 0: it does
    /// not.</summary>
    [AmountRange(0.0, 10_000.0)]
    public double GuardHours { get; set; } = 10;

    /// <summary>Time between looks at the trial under way.</summary>
    [TimeRange("00:00:00.05", "00:01:00")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(2);
}

/// <summary>Finds every fault of <see cref="TrialOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class TrialOptionsValidator : IValidateOptions<TrialOptions>;
