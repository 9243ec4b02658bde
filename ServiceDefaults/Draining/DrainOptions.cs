using System.ComponentModel.DataAnnotations;

namespace Kws.ServiceDefaults.Draining;

/// <summary>How the server stops. Configuration section <c>Drain</c>.</summary>
public sealed class DrainOptions
{
    /// <summary>How long calls in flight may take before they are broken off. Default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:30:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long the server still listens (health NOT_SERVING, new calls refused) so that balancers
    /// notice before connections are refused. Default none.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan Announcement { get; set; }
}
