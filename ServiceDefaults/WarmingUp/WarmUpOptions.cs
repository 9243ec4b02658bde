using System.ComponentModel.DataAnnotations;

namespace Kws.ServiceDefaults.WarmingUp;

/// <summary>How a service gets ready before it listens. Configuration section <c>WarmUp</c>.</summary>
public sealed class WarmUpOptions
{
    public const string Section = "WarmUp";

    /// <summary>Longest time the start waits for it; then the service serves as it is. 0: it does not warm up. Default
    /// 5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Limit { get; set; } = TimeSpan.FromSeconds(5);
}
