using Kws.AudioInference.Detection;

namespace Kws.AudioInference.Streaming;

/// <summary>Cuts the audio around a stream's words, each once what follows the word has come.</summary>
/// <remarks>The call's reader adds audio while an inference worker adds words.</remarks>
internal sealed class WordClips(AudioHistory history, int sampleRateHz, long acceptedSample, DetectionFanOut detections)
{
    /// <summary>Audio on either side of a word: what training wants to hear of it.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(500);

    // More words than that do not end within the margin; an older one then goes with what has come.
    private const int MaxWaiting = 16;

    private readonly Lock _gate = new();
    private readonly Queue<KeywordDetection> _waiting = new();
    private readonly long _margin = (long)(Margin.TotalSeconds * sampleRateHz);
    private long _received = acceptedSample;
    private bool _hasEnded;

    /// <summary>Takes audio that follows what was taken before.</summary>
    public void Add(ReadOnlySpan<float> samples)
    {
        history.Add(samples);
        lock (_gate)
            _received += samples.Length;
        OfferWhatIsWhole();
    }

    /// <summary>Takes a word that was decided.</summary>
    public void Add(KeywordDetection detection)
    {
        lock (_gate)
            _waiting.Enqueue(detection);
        OfferWhatIsWhole();
    }

    /// <summary>No more audio comes.</summary>
    public void End()
    {
        lock (_gate)
            _hasEnded = true;
        OfferWhatIsWhole();
    }

    private void OfferWhatIsWhole()
    {
        while (Next() is { } detection)
        {
            var (first, pcm) = history.Cut(detection.StartSample - _margin, detection.EndSample + _margin);
            detections.OfferWithAudio(detection with { Audio = new DetectionAudio(first, pcm) });
        }
    }

    // Words are decided in the order of their ends.
    private KeywordDetection? Next()
    {
        lock (_gate)
        {
            var isDue = _waiting.TryPeek(out var next)
                && (_hasEnded || next.EndSample + _margin <= _received || _waiting.Count > MaxWaiting);
            return isDue ? _waiting.Dequeue() : null;
        }
    }
}
