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

    private FeatureRing(FeatureRing held, int capacityFrames)
        : this(capacityFrames, held._values, held.FirstFrame)
    {
        for (var frame = held.FirstFrame; frame < held.NextFrame; frame++)
            Add(held._store.AsSpan((int)(frame % held.CapacityFrames) * _values, _values));
    }

    public int CapacityFrames { get; }

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

    /// <summary>The same frames with room for more.</summary>
    /// <param name="capacityFrames">Frames kept, as many as here or more.</param>
    public FeatureRing Grown(int capacityFrames) => new(this, capacityFrames);

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
