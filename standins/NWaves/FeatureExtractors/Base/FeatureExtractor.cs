using NWaves.FeatureExtractors.Options;
using NWaves.Windows;

namespace NWaves.FeatureExtractors.Base;

/// <summary>Cuts a signal into frames, emphasises, windows, and hands each to the subclass.</summary>
public abstract class FeatureExtractor
{
    private readonly float _preEmphasis;
    private readonly float[]? _window;

    /// <exception cref="ArgumentException">The options have errors; the message holds all of them.</exception>
    protected FeatureExtractor(FeatureExtractorOptions options)
    {
        var errors = options.Errors;
        if (errors.Count > 0)
            throw new ArgumentException("Invalid configuration: " + string.Join("; ", errors));
        SamplingRate = options.SamplingRate;
        FrameSize = options.FrameSize > 0 ? options.FrameSize : (int)(SamplingRate * options.FrameDuration);
        HopSize = options.HopSize > 0 ? options.HopSize : (int)(SamplingRate * options.HopDuration);
        BlockSize = FrameSize;
        _preEmphasis = (float)options.PreEmphasis;
        _window = options.Window == WindowType.Rectangular ? null : Window.OfType(options.Window, FrameSize);
    }

    public int FeatureCount { get; protected set; }

    public int FrameSize { get; }

    public int HopSize { get; }

    public int SamplingRate { get; }

    private protected int BlockSize { get; set; }

    public abstract void ProcessFrame(float[] block, float[] features);

    /// <summary>One vector a whole frame of the signal.</summary>
    public List<float[]> ComputeFrom(float[] samples)
    {
        var vectors = new List<float[]>();
        var block = new float[BlockSize];
        for (var start = 0; start + FrameSize <= samples.Length; start += HopSize)
        {
            Array.Clear(block);
            CopyFrame(samples, start, block);
            var features = new float[FeatureCount];
            ProcessFrame(block, features);
            vectors.Add(features);
        }

        return vectors;
    }

    // Emphasis runs over the whole signal: the sample before a frame counts, 0 before the first.
    private void CopyFrame(float[] samples, int start, float[] block)
    {
        for (var i = 0; i < FrameSize; i++)
        {
            var before = start + i > 0 ? samples[start + i - 1] : 0;
            var value = samples[start + i] - _preEmphasis * before;
            block[i] = _window is null ? value : value * _window[i];
        }
    }
}
