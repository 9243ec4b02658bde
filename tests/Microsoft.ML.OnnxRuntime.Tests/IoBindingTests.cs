namespace Microsoft.ML.OnnxRuntime.Tests;

public sealed class IoBindingTests : IDisposable
{
    private readonly InferenceSession _session = new(AffineModel.Bytes);
    private readonly RunOptions _options = new();
    private readonly float[] _x = new float[6];
    private readonly float[] _y = new float[4];
    private readonly OrtValue _input;
    private readonly OrtValue _output;
    private readonly OrtIoBinding _binding;

    public IoBindingTests()
    {
        _input = OrtValue.CreateTensorValueFromMemory(_x, [2, 3]);
        _output = OrtValue.CreateTensorValueFromMemory(_y, [2, 2]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput("x", _input);
        _binding.BindOutput("y", _output);
    }

    public void Dispose()
    {
        _binding.Dispose();
        _output.Dispose();
        _input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void RunWithBinding_AfterTheInputChanged_ReadsTheNewInput()
    {
        for (int seed = 0; seed < 3; seed++)
        {
            InferenceSessionTests.Numbers(6, seed).CopyTo(_x, 0);
            _session.RunWithBinding(_options, _binding);
            InferenceSessionTests.AssertClose(AffineModel.Expected(_x), _y);
        }
    }

    [Fact]
    public void RunWithBinding_InSteadyState_AllocatesNothing()
    {
        _session.RunWithBinding(_options, _binding);
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (int i = 0; i < 200; i++)
                _session.RunWithBinding(_options, _binding);
        }));
    }

    [Fact]
    public void Bind_ToAnUnknownInput_Throws() =>
        Assert.Throws<OnnxRuntimeException>(() => _binding.BindInput("wrong", _input));

    [Fact]
    public void RunWithBinding_AfterTheInputsWereCleared_Throws()
    {
        _binding.ClearBoundInputs();
        Assert.Throws<OnnxRuntimeException>(() => _session.RunWithBinding(_options, _binding));
    }

    [Fact]
    public void RunWithBinding_AfterTheOutputsWereCleared_LeavesTheMemoryAlone()
    {
        _binding.ClearBoundOutputs();
        try
        {
            _session.RunWithBinding(_options, _binding);
        }
        catch (OnnxRuntimeException)
        {
            // Either answer is the library's: what matters is the memory.
        }
        Assert.Equal(new float[4], _y);
    }
}
