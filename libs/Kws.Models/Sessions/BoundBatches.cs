using Microsoft.ML.OnnxRuntime;

namespace Kws.Models;

/// <summary>
/// Input and output memory for one call at a time, bound to the session once for each batch size that
/// was ever asked for. After that a run allocates nothing.
/// </summary>
internal sealed class BoundBatches(InferenceSession session, PackageGraph graph, int maxBatch) : IDisposable
{
    private readonly int _inputValues = ElementCount(graph.Input);
    private readonly int _outputValues = ElementCount(graph.Output);
    private readonly int _furtherValues = graph.Further is { } further ? ElementCount(further) : 0;
    private readonly float[] _input = new float[maxBatch * ElementCount(graph.Input)];
    private readonly float[] _output = new float[maxBatch * ElementCount(graph.Output)];
    private readonly float[] _further = new float[maxBatch * (graph.Further is { } more ? ElementCount(more) : 0)];
    private readonly BoundBatch?[] _bySize = new BoundBatch?[maxBatch];

    public static int ElementCount(TensorSpec tensor) =>
        tensor.Shape.Skip(1).Aggregate(1, (product, dimension) => checked(product * dimension));

    /// <param name="options">Of the run.</param>
    /// <param name="values">[batch, input values].</param>
    /// <param name="batch">1 .. the most.</param>
    /// <param name="results">[batch, output values]; written.</param>
    /// <param name="further">[batch, values of the further output], written; or empty.</param>
    public void Run(
        RunOptions options, ReadOnlySpan<float> values, int batch, Span<float> results, Span<float> further)
    {
        var bound = _bySize[batch - 1] ??= Bind(batch);
        values.CopyTo(_input);
        session.RunWithBinding(options, bound.Binding);
        _output.AsSpan(0, batch * _outputValues).CopyTo(results);
        if (!further.IsEmpty)
            _further.AsSpan(0, batch * _furtherValues).CopyTo(further);
    }

    public void Dispose()
    {
        foreach (var batch in _bySize)
            batch?.Dispose();
    }

    private BoundBatch Bind(int batch)
    {
        var bound = new BoundBatch(session, graph.Input.Name, Tensor(_input, batch * _inputValues, batch, graph.Input));
        bound.Add(graph.Output.Name, Tensor(_output, batch * _outputValues, batch, graph.Output));
        if (graph.Further is { } further)
            bound.Add(further.Name, Tensor(_further, batch * _furtherValues, batch, further));
        return bound;
    }

    private static OrtValue Tensor(float[] memory, int length, int batch, TensorSpec spec) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, length),
            [batch, .. spec.Shape.Skip(1)]);

    private sealed class BoundBatch : IDisposable
    {
        private readonly OrtValue _input;
        private readonly List<OrtValue> _outputs = [];

        public BoundBatch(InferenceSession session, string inputName, OrtValue input)
        {
            _input = input;
            Binding = session.CreateIoBinding();
            Binding.BindInput(inputName, input);
        }

        public OrtIoBinding Binding { get; }

        public void Add(string name, OrtValue output)
        {
            _outputs.Add(output);
            Binding.BindOutput(name, output);
        }

        public void Dispose()
        {
            Binding.Dispose();
            foreach (var output in _outputs)
                output.Dispose();
            _input.Dispose();
        }
    }
}
