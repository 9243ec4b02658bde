using Kws.Models;
using Kws.VisionInference.Inference;
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
