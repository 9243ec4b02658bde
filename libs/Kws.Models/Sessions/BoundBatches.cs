using Microsoft.ML.OnnxRuntime;

namespace Kws.Models;

/// <summary>
/// Input and output memory for one call at a time, bound to the session once for each batch size that
/// was ever asked for. After that a run allocates nothing.
/// </summary>
internal sealed class BoundBatches(InferenceSession session, TensorSpec input, TensorSpec output, int maxBatch)
    : IDisposable
{
    private readonly int _inputValues = ElementCount(input);
    private readonly int _outputValues = ElementCount(output);
    private readonly float[] _input = new float[maxBatch * ElementCount(input)];
    private readonly float[] _output = new float[maxBatch * ElementCount(output)];
    private readonly BoundBatch?[] _bySize = new BoundBatch?[maxBatch];

    public static int ElementCount(TensorSpec tensor) =>
        tensor.Shape.Skip(1).Aggregate(1, (product, dimension) => checked(product * dimension));

    public void Run(RunOptions options, ReadOnlySpan<float> values, int batch, Span<float> results)
    {
        var bound = _bySize[batch - 1] ??= new BoundBatch(
            session, input.Name, Tensor(_input, batch * _inputValues, batch, input), output.Name,
                Tensor(_output, batch * _outputValues, batch, output));
        values.CopyTo(_input);
        session.RunWithBinding(options, bound.Binding);
        _output.AsSpan(0, batch * _outputValues).CopyTo(results);
    }

    public void Dispose()
    {
        foreach (var batch in _bySize)
            batch?.Dispose();
    }

    private static OrtValue Tensor(float[] memory, int length, int batch, TensorSpec spec) =>
        OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, memory.AsMemory(0, length),
            [batch, .. spec.Shape.Skip(1)]);

    private sealed class BoundBatch : IDisposable
    {
        private readonly OrtValue _input;
        private readonly OrtValue _output;

        public BoundBatch(
            InferenceSession session,
            string inputName,
            OrtValue input,
            string outputName,
            OrtValue output)
        {
            _input = input;
            _output = output;
            Binding = session.CreateIoBinding();
            Binding.BindInput(inputName, input);
            Binding.BindOutput(outputName, output);
        }

        public OrtIoBinding Binding { get; }

        public void Dispose()
        {
            Binding.Dispose();
            _output.Dispose();
            _input.Dispose();
        }
    }
}
