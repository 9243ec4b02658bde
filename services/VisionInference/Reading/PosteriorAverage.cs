using System.Numerics.Tensors;

namespace Kws.VisionInference.Reading;

/// <summary>The mean of the last frames' posteriors.</summary>
internal sealed class PosteriorAverage(int frames, int labels)
{
    private readonly float[][] _rows = [.. Enumerable.Range(0, frames).Select(_ => new float[labels])];
    private readonly float[] _mean = new float[labels];
    private int _count;
    private int _next;

    /// <summary>Adds a frame and returns the mean over the frames there are, valid until the next call.</summary>
    public ReadOnlySpan<float> Add(ReadOnlySpan<float> posteriors)
    {
        posteriors.CopyTo(_rows[_next]);
        _next = (_next + 1) % _rows.Length;
        _count = Math.Min(_count + 1, _rows.Length);
        // Summed anew each time: a running sum drifts over the hours of a stream.
        Array.Clear(_mean);
        for (var i = 0; i < _count; i++)
            TensorPrimitives.Add(_mean, _rows[i], _mean);
        TensorPrimitives.Divide(_mean, _count, _mean);
        return _mean;
    }

    /// <summary>Forgets all frames.</summary>
    public void Reset() => (_count, _next) = (0, 0);
}
