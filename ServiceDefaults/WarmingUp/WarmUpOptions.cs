using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.WarmingUp;

/// <summary>How a service gets ready before it listens. Configuration section <c>WarmUp</c>.</summary>
public sealed class WarmUpOptions
{
    public const string Section = "WarmUp";

    /// <summary>Longest time the start waits for the warm-up, before the server listens; then it serves as it is. 0: it
    /// does not warm up.</summary>
    [TimeRange("00:00:00", "00:05:00")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Finds every fault of <see cref="WarmUpOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class WarmUpOptionsValidator : IValidateOptions<WarmUpOptions>;
