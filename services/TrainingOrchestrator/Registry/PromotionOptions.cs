using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Section <c>Promotions</c>: when a promotion is decided.</summary>
internal sealed class PromotionOptions
{
    public const string Section = "Promotions";

    /// <summary>Least replicas that must serve a version before it is the champion.</summary>
    [NumberRange(1, 10_000)]
    public int MinReplicas { get; set; } = 1;

    /// <summary>Time in which they must; then the promotion has failed.</summary>
    [TimeRange("00:00:01", "01:00:00")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>A replica that was not heard of for so long is not waited for.</summary>
    [TimeRange("00:00:01", "00:05:00")]
    public TimeSpan HeardWithin { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Time between looks at the promotions under way.</summary>
    [TimeRange("00:00:00.05", "00:00:10")]
    public TimeSpan Poll { get; set; } = TimeSpan.FromSeconds(0.5);
}

/// <summary>Finds every fault of <see cref="PromotionOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PromotionOptionsValidator : IValidateOptions<PromotionOptions>;
