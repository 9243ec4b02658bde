using Kws.Models;

namespace Kws.AudioInference.Scheduling;

/// <summary>The steps of one batch, each of another stream, and their posteriors. Not thread-safe.</summary>
internal sealed class StepBatch(int maxSteps)
{
    private readonly StreamState?[] _states = new StreamState?[maxSteps];
    private float[] _frames = [];
    private float[] _posteriors = [];
    private int _valuesPerStep;
    private int _labels;

    public int Count { get; private set; }

    /// <summary>[steps, labels], after <see cref="Run"/>.</summary>
    public ReadOnlySpan<float> Posteriors => _posteriors.AsSpan(0, Count * _labels);

    public void Clear(KeywordModel model)
    {
        Count = 0;
        (_valuesPerStep, _labels) = (model.KeepsState ? model.ValuesPerStep : 0, model.LabelCount);
        Array.Clear(_states);
        if (_frames.Length != maxSteps * _valuesPerStep)
            _frames = new float[maxSteps * _valuesPerStep];
        if (_posteriors.Length != maxSteps * _labels)
            _posteriors = new float[maxSteps * _labels];
    }

    /// <summary>Takes the next step of a source, if the model can go on with it.</summary>
    public bool TryTake(ISteppedSource source, KeywordModel model)
    {
        if (source.TakeStep(model, _frames.AsSpan(Count * _valuesPerStep, _valuesPerStep)) is not { } state)
            return false;
        _states[Count++] = state;
        return true;
    }

    public void Run(KeywordModel model)
    {
        if (Count > 0)
            model.Step(_frames.AsSpan(0, Count * _valuesPerStep), _states.AsSpan(0, Count),
                _posteriors.AsSpan(0, Count * _labels));
    }
}
