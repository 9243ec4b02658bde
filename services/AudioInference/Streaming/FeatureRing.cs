namespace Kws.AudioInference.Streaming;

/// <summary>The latest feature frames of one stream, by frame number. Bounded; not thread-safe.</summary>
internal sealed class FeatureRing
{
    private readonly int _values;
    private readonly float[] _store;

    /// <param name="capacityFrames">Frames kept, 1 or more.</param>
    /// <param name="valuesPerFrame">Values in a frame, 1 or more.</param>
    /// <param name="firstFrame">Number of the first frame that will be added.</param>
    public FeatureRing(int capacityFrames, int valuesPerFrame, long firstFrame)
    {
        CapacityFrames = capacityFrames;
        _values = valuesPerFrame;
        FirstFrame = NextFrame = firstFrame;
        _store = new float[capacityFrames * valuesPerFrame];
    }

    public int CapacityFrames { get; }

    public int HeldBytes => _store.Length * sizeof(float);

    /// <summary>The oldest frame held.</summary>
    public long FirstFrame { get; private set; }

    /// <summary>One past the newest frame held.</summary>
    public long NextFrame { get; private set; }

    /// <summary>Adds whole frames, [n, valuesPerFrame], dropping the oldest when full.</summary>
    public void Add(ReadOnlySpan<float> frames)
    {
        while (frames.Length >= _values)
        {
            var slot = (int)(NextFrame % CapacityFrames);
            var count = Math.Min(frames.Length / _values, CapacityFrames - slot);
            frames[..(count * _values)].CopyTo(_store.AsSpan(slot * _values));
            frames = frames[(count * _values)..];
            NextFrame += count;
        }
        FirstFrame = Math.Max(FirstFrame, NextFrame - CapacityFrames);
    }

    /// <summary>Copies <paramref name="count"/> frames from <paramref name="firstFrame"/> on to <paramref name="to"/>,
    /// [count, valuesPerFrame].</summary>
    /// <exception cref="ArgumentOutOfRangeException">Some of them are not held.</exception>
    public void CopyTo(long firstFrame, int count, Span<float> to)
    {
        if (firstFrame < FirstFrame || firstFrame + count > NextFrame)
            throw new ArgumentOutOfRangeException(nameof(firstFrame), firstFrame,
                $"frames {FirstFrame} .. {NextFrame - 1} are held");
        var slot = (int)(firstFrame % CapacityFrames);
        var untilEnd = Math.Min(count, CapacityFrames - slot);
        _store.AsSpan(slot * _values, untilEnd * _values).CopyTo(to);
        _store.AsSpan(0, (count - untilEnd) * _values).CopyTo(to[(untilEnd * _values)..]);
    }
}
