using Microsoft.Extensions.Options;
using VisionInference.Inference;
using VisionInference.Models;
using VisionInference.Speaking;

namespace VisionInference.Streaming;

/// <summary>What all sessions share.</summary>
internal sealed class SessionContext(
    IOptions<VisionInferenceOptions> options,
    PictureReader pictures,
    SignModelHost models,
    ISpeechSource speech,
    ReadingFanOut readings,
    VisionInferenceMetrics metrics,
    ILogger<SessionContext> logger,
    TimeProvider time)
{
    public StreamOptions Streams => options.Value.Streams;

    public SpeechOptions Speech => options.Value.Speech;

    public PictureReader Pictures => pictures;

    public SignModelHost Models => models;

    public ISpeechSource SpeechSource => speech;

    public ReadingFanOut Readings => readings;

    public VisionInferenceMetrics Metrics => metrics;

    public ILogger Logger => logger;

    public TimeProvider Time => time;
}
