using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Gates;

/// <summary>Section <c>Gates</c>: what a model must be to be published.</summary>
internal sealed class GateOptions
{
    public const string Section = "Gates";

    /// <summary>Least accuracy on the data set's validation part, 0 to 1.</summary>
    [AmountRange(0.0, 1.0)]
    public double MinAccuracy { get; set; } = 0.8;

    /// <summary>How much less of a label's clips the model may get right than the one that serves, 0 to 1.</summary>
    [AmountRange(0.0, 1.0)]
    public double MaxLabelLoss { get; set; } = 0.1;

    /// <summary>How much a new word may change what the model answers for an old one: the largest difference of a
    /// posterior, 0 to 1.</summary>
    [AmountRange(0.0, 1.0)]
    public double MaxOldWordsChange { get; set; } = 0.001;

    /// <summary>Largest model file, in bytes.</summary>
    [NumberRange(1_000, 1L << 32)]
    public long MaxBytes { get; set; } = 4_999_999;

    /// <summary>Longest time of one window of a keyword model on one thread, in milliseconds.</summary>
    [AmountRange(0.01, 10_000.0)]
    public double MaxKeywordMilliseconds { get; set; } = 5;

    /// <summary>Longest time of one picture of a sign model on one thread, in milliseconds.</summary>
    [AmountRange(0.01, 10_000.0)]
    public double MaxSignMilliseconds { get; set; } = 50;
}

/// <summary>Finds every fault of <see cref="GateOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class GateOptionsValidator : IValidateOptions<GateOptions>;
