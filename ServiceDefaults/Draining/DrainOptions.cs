using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Draining;

/// <summary>How the server stops. Configuration section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    public const string Section = "Drain";

    /// <summary>How long calls in flight may take before they are broken off.</summary>
    [TimeRange("00:00:00", "00:30:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the server still listens (health NOT_SERVING, new calls refused), so that balancers notice
    /// before connections are refused.</summary>
    [TimeRange("00:00:00", "00:05:00")]
    public TimeSpan Announcement { get; set; }

    /// <summary>How long connections stay open after the last call in flight has ended; not waited for if none
    /// was.</summary>
    /// <remarks>A connection that is closed with the device's messages unread in it is reset, and takes the status of
    /// the call with it (docs/adr/0004).</remarks>
    [TimeRange("00:00:00", "00:00:30")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(500);
}

/// <summary>Finds every fault of <see cref="DrainOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class DrainOptionsValidator : IValidateOptions<DrainOptions>;
