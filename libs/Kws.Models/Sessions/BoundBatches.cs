using Microsoft.ML.OnnxRuntime;

namespace Kws.Models;

/// <summary>
/// Memory of inputs, outputs and states for one call at a time, bound to the session once for each batch size that was
/// ever asked for. After that a run allocates nothing.
/// </summary>
internal sealed class BoundBatches : IDisposable
{
    private readonly InferenceSession _session;
    private readonly GraphRun _run;
    private readonly float[] _input;
    private readonly float[] _output;
    private readonly float[] _further;
    private readonly float[][] _statesIn;
    private readonly float[][] _statesOut;
    private readonly BoundBatch?[] _bySize;

    public BoundBatches(InferenceSession session, GraphRun run, int maxBatch)
    {
        (_session, _run) = (session, run);
        _input = new float[maxBatch * run.InputValues];
        _output = new float[maxBatch * run.OutputValues];
        _further = new float[maxBatch * run.FurtherValues];
        _statesIn = StateMemory(run.GoesOn);
        _statesOut = StateMemory(run.Keeps);
        _bySize = new BoundBatch?[maxBatch];

        float[][] StateMemory(bool isUsed) =>
            [.. run.States.Select(state => new float[isUsed ? maxBatch * state.ValueCount : 0])];
    }

    /// <param name="options">Of the run.</param>
    /// <param name="values">[batch, input values].</param>
    /// <param name="batch">1 .. the largest batch.</param>
    /// <param name="streams">[batch], read where the run goes on from states and written where it keeps them: null
    /// where nobody wants them. Empty where it does neither.</param>
    /// <param name="results">[batch, output values]; written.</param>
    /// <param name="further">[batch, values of the further output], written; or empty.</param>
    public void Run(
        RunOptions options, ReadOnlySpan<float> values, int batch, ReadOnlySpan<StreamState?> streams,
            Span<float> results, Span<float> further)
    {
        var bound = _bySize[batch - 1] ??= Bind(batch);
        values.CopyTo(_input);
        if (_run.GoesOn)
            Gather(streams);
        _session.RunWithBinding(options, bound.Binding);
        _output.AsSpan(0, batch * _run.OutputValues).CopyTo(results);
        if (!further.IsEmpty)
            _further.AsSpan(0, batch * _run.FurtherValues).CopyTo(further);
        if (_run.Keeps)
            Scatter(streams);
    }

    public void Dispose()
    {
        foreach (var batch in _bySize)
            batch?.Dispose();
    }

    private void Gather(ReadOnlySpan<StreamState?> streams)
    {
        for (var (i, offset) = (0, 0); i < _statesIn.Length; i++)
        {
            var count = _run.States[i].ValueCount;
            for (var item = 0; item < streams.Length; item++)
                streams[item]!.Values.AsSpan(offset, count).CopyTo(_statesIn[i].AsSpan(item * count));
            offset += count;
        }
    }

    private void Scatter(ReadOnlySpan<StreamState?> streams)
    {
        for (var (i, offset) = (0, 0); i < _statesOut.Length; i++)
        {
            var count = _run.States[i].ValueCount;
            for (var item = 0; item < streams.Length; item++)
            {
                if (streams[item] is { } stream)
                    _statesOut[i].AsSpan(item * count, count).CopyTo(stream.Values.AsSpan(offset));
            }
            offset += count;
        }
    }

    private BoundBatch Bind(int batch)
    {
        var bound = new BoundBatch(_session);
        try
        {
            bound.AddInput(_run.Input.Name, _input.AsMemory(0, batch * _run.InputValues), ShapeOf(_run.Input, batch));
            bound.AddOutput(
                _run.Output.Name, _output.AsMemory(0, batch * _run.OutputValues), ShapeOf(_run.Output, batch));
            if (_run.Further is { } further)
                bound.AddOutput(
                    further.Name, _further.AsMemory(0, batch * _run.FurtherValues), ShapeOf(further, batch));
            for (var i = 0; i < _run.States.Count; i++)
            {
                var (state, count) = (_run.States[i], batch * _run.States[i].ValueCount);
                bound.AddInput(state.Input, _statesIn[i].AsMemory(0, _run.GoesOn ? count : 0),
                    state.ShapeOf(batch, isEmpty: !_run.GoesOn));
                if (_run.Keeps)
                    bound.AddOutput(
                        state.Output, _statesOut[i].AsMemory(0, count), state.ShapeOf(batch, isEmpty: false));
            }
            return bound;
        }
        catch
        {
            bound.Dispose();
            throw;
        }
    }

    private static long[] ShapeOf(TensorSpec tensor, int batch) =>
        [batch, .. tensor.Shape.Skip(1).Select(dimension => (long)dimension)];

    private sealed class BoundBatch(InferenceSession session) : IDisposable
    {
        private readonly List<OrtValue> _values = [];

        public OrtIoBinding Binding { get; } = session.CreateIoBinding();

        public void AddInput(string name, Memory<float> memory, long[] shape) =>
            Binding.BindInput(name, Over(memory, shape));

        public void AddOutput(string name, Memory<float> memory, long[] shape) =>
            Binding.BindOutput(name, Over(memory, shape));

        public void Dispose()
        {
            Binding.Dispose();
            foreach (var value in _values)
                value.Dispose();
        }

        private OrtValue Over(Memory<float> memory, long[] shape)
        {
            var value = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory, shape);
            _values.Add(value);
            return value;
        }
    }
}
