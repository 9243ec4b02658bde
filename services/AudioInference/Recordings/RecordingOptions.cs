using System.ComponentModel.DataAnnotations;

namespace Kws.AudioInference.Recordings;

/// <summary>Section <c>Recording</c>: whether the audio around keywords is kept. Where is section
/// <c>Storage</c>.</summary>
internal sealed class RecordingOptions
{
    public const string Section = "Recording";

    /// <summary>Default false: no audio leaves the process.</summary>
    public bool Enabled { get; set; }

    /// <summary>Clips that wait to be stored at most; more are dropped. Default 256, some 20 MB.</summary>
    [Range(1, 100_000)]
    public int QueueCapacity { get; set; } = 256;

    /// <summary>How long a stopping service goes on storing what waits. Default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}
