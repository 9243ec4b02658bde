using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Speaking;

namespace Kws.VisionInference.Streaming;

/// <summary>What a device asked for. Immutable.</summary>
internal sealed record ReadSettings
{
    public required string DeviceId { get; init; }

    public required PictureView View { get; init; }

    public SpeakMode Speak { get; init; }

    /// <summary>Of the speech service; empty: its default.</summary>
    public string Voice { get; init; } = "";

    /// <summary>Whether every frame is answered.</summary>
    public bool WantsObserved { get; init; }

    /// <summary>Time without a letter that ends a word; null: the model's.</summary>
    public TimeSpan? WordPause { get; init; }
}
