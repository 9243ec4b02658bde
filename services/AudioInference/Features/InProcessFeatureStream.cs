using System.Buffers;
using Kws.Features;

namespace Kws.AudioInference.Features;

/// <summary>
/// Holds audio back until frames are waited for, so that a stream in small chunks costs one pass of the front
/// end a decision instead of one a chunk.
/// </summary>
internal sealed class InProcessFeatureStream : IFeatureStream
{
    private const int HeldFrames = 16;
    private readonly StreamingFrontEnd _frontEnd;
    private readonly IFeatureSink _sink;
    private readonly float[] _held;
    private int _heldCount;

    public InProcessFeatureStream(FeatureSpec spec, IFeatureSink sink)
    {
        _frontEnd = new StreamingFrontEnd(spec);
        _sink = sink;
        _held = new float[HeldFrames * spec.HopSamples];
    }

    public void Write(ReadOnlySpan<float> samples, bool needed)
    {
        while (!samples.IsEmpty)
        {
            var count = Math.Min(samples.Length, _held.Length - _heldCount);
            samples[..count].CopyTo(_held.AsSpan(_heldCount));
            _heldCount += count;
            samples = samples[count..];
            if (_heldCount == _held.Length)
                Process();
        }
        if (needed && _heldCount > 0)
            Process();
    }

    public void Dispose()
    {
    }

    private void Process()
    {
        var held = _held.AsSpan(0, _heldCount);
        var frames = ArrayPool<float>.Shared.Rent(_frontEnd.FramesFor(held.Length) * _frontEnd.Coefficients);
        try
        {
            var count = _frontEnd.Process(held, frames);
            _heldCount = 0;
            if (count > 0)
                _sink.OnFrames(frames.AsSpan(0, count * _frontEnd.Coefficients));
        }
        finally
        {
            ArrayPool<float>.Shared.Return(frames);
        }
    }
}
