using Kws.Settings;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Recordings;

/// <summary>Section <c>Recording</c>: whether the audio around keywords is kept. Where is section
/// <c>Storage</c>.</summary>
internal sealed class RecordingOptions
{
    public const string Section = "Recording";

    /// <summary>Whether the audio around keywords is kept; otherwise none leaves the process.</summary>
    public bool Enabled { get; set; }

    /// <summary>Clips that wait to be stored, each some 80 kB; more are dropped and counted.</summary>
    [NumberRange(1, 100_000)]
    public int QueueCapacity { get; set; } = 256;

    /// <summary>How long a stopping service goes on storing what waits.</summary>
    [TimeRange("00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(10);
}

/// <summary>Finds every fault of <see cref="RecordingOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class RecordingOptionsValidator : IValidateOptions<RecordingOptions>;
