using System.Threading.Channels;
using Kws.AudioInference.Detection;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Recordings;

/// <summary>Takes the audio around keywords in no time; the writer takes it out.</summary>
internal sealed class RecordingSink(
    IOptions<RecordingOptions> options,
    RecordingMetrics metrics,
    ILogger<RecordingSink> logger) : IDetectionSink
{
    private readonly Channel<KeywordDetection> _clips =
        Channel.CreateBounded<KeywordDetection>(
            new BoundedChannelOptions(options.Value.QueueCapacity) { SingleReader = true });

    private volatile bool _isComplete;

    public bool WantsAudio => true;

    public ChannelReader<KeywordDetection> Clips => _clips.Reader;

    public void Offer(KeywordDetection detection)
    {
        if (detection.Audio is null)
            Drop(detection, "its audio is gone");
        else if (!_clips.Writer.TryWrite(detection))
            Drop(detection, _isComplete ? "stopping" : "queue full");
    }

    /// <summary>No more clips are taken.</summary>
    public void Complete()
    {
        _isComplete = true;
        _clips.Writer.TryComplete();
    }

    /// <summary>Counts and tells a clip that is not kept.</summary>
    public void Drop(KeywordDetection detection, string reason)
    {
        metrics.Dropped(reason);
        RecordingLog.Dropped(logger, detection.Id, reason);
    }
}
