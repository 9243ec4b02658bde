using Kws.Models;
using Kws.VisionInference.Inference;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Speaking;
using Microsoft.Extensions.Options;

namespace Kws.VisionInference.Streaming;

/// <summary>What all sessions share.</summary>
internal sealed class ReadContext(
    IOptions<VisionInferenceOptions> options,
    PictureReader pictures,
    ModelHost<SignModel> models,
    ISpeechSource speech,
    ReadingFanOut readings,
    VisionInferenceMetrics metrics,
    ILogger<ReadContext> logger,
    TimeProvider timeProvider)
{
    public ReadOptions Streams => options.Value.Streams;

    public SpeechOptions Speech => options.Value.Speech;

    public PictureReader Pictures => pictures;

    public ModelHost<SignModel> Models => models;

    public ISpeechSource SpeechSource => speech;

    public ReadingFanOut Readings => readings;

    public VisionInferenceMetrics Metrics => metrics;

    public ILogger Logger => logger;

    public TimeProvider Time => timeProvider;
}

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

    /// <summary>Whether J and Z are read from the hand's motion (<see cref="Reading.MotionLetters"/>).</summary>
    public bool ReadsMotion { get; init; }

    /// <summary>Time without a letter that ends a word; null: the model's.</summary>
    public TimeSpan? WordPause { get; init; }
}
