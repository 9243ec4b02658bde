namespace Kws.Gateway.Wyoming;

/// <summary>When the audio of an utterance was taken, by its client's clock. Safe for concurrent use.</summary>
/// <param name="rateHz">Samples a second.</param>
/// <param name="beginMs">Of the first sample.</param>
internal sealed class WakeTimes(int rateHz, long beginMs)
{
    // Of the chunks that a decision may lie in: ten seconds of the shortest usual ones.
    private const int MostChunks = 1024;
    private const long MillisecondsPerSecond = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<(long FirstSample, long TimeMs)> _chunks = [];
    private long _sentSamples;

    /// <summary>A chunk follows that tells its own time.</summary>
    public void Chunk(long timeMs)
    {
        lock (_lock)
        {
            if (_chunks.Count == MostChunks)
                _chunks.Dequeue();
            _chunks.Enqueue((_sentSamples, timeMs));
        }
    }

    /// <summary>So many samples follow.</summary>
    public void Sent(int samples)
    {
        lock (_lock)
            _sentSamples += samples;
    }

    /// <summary>The time of the chunk that holds a sample; of the sample itself where chunks tell none.</summary>
    public long Of(long sample)
    {
        lock (_lock)
        {
            while (_chunks.Count > 1 && _chunks.ElementAt(1).FirstSample <= sample)
                _chunks.Dequeue();
            return _chunks.TryPeek(out var chunk) ? chunk.TimeMs : beginMs + sample * MillisecondsPerSecond / rateHz;
        }
    }
}
