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

    /// <summary>
    /// How long connections stay open after the last call in flight has ended. A connection that is closed
    /// with the device's messages unread in it is reset, and takes the status of the call with it. Default 500 ms;
    /// not waited for if no call was in flight.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:30")]
    public TimeSpan Linger { get; set; } = TimeSpan.FromMilliseconds(500);
}
