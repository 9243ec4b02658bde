using Kws.Models;

namespace Kws.AudioInference.Scheduling;

/// <summary>The whole windows of one batch and their posteriors. Not thread-safe.</summary>
internal sealed class WindowBatch(int maxWindows)
{
    private readonly StreamState?[] _states = new StreamState?[maxWindows];
    private float[] _features = [];
    private float[] _posteriors = [];
    private int _valuesPerWindow;
    private int _labels;
    private bool _begins;

    public int Count { get; private set; }

    /// <summary>[windows, frames, coefficients].</summary>
    public ReadOnlySpan<float> Features => _features.AsSpan(0, Count * _valuesPerWindow);

    /// <summary>[windows, labels], after <see cref="Run"/>.</summary>
    public ReadOnlySpan<float> Posteriors => _posteriors.AsSpan(0, Count * _labels);

    public void Clear(KeywordModel model)
    {
        (Count, _begins) = (0, false);
        (_valuesPerWindow, _labels) = (model.ValuesPerWindow, model.LabelCount);
        Array.Clear(_states);
        if (_features.Length != maxWindows * _valuesPerWindow)
            _features = new float[maxWindows * _valuesPerWindow];
        if (_posteriors.Length != maxWindows * _labels)
            _posteriors = new float[maxWindows * _labels];
    }

    /// <summary>Takes up to a number of windows of a source.</summary>
    /// <returns>How many it gave.</returns>
    public int Take(IWindowSource source, KeywordModel model, int atMost)
    {
        var taken = source.Take(model, _features.AsSpan(Count * _valuesPerWindow), atMost);
        Count += taken;
        if (taken > 0 && model.KeepsState && source is ISteppedSource stepped)
        {
            _states[Count - 1] = stepped.StateToBegin(model);
            _begins = true;
        }
        return taken;
    }

    public void Run(KeywordModel model)
    {
        if (Count == 0)
            return;
        var posteriors = _posteriors.AsSpan(0, Count * _labels);
        if (_begins)
            model.Begin(Features, _states.AsSpan(0, Count), posteriors);
        else
            model.Run(Features, Count, posteriors);
    }
}
