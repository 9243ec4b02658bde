using Kws.TestSupport.Onnx;

namespace Microsoft.ML.OnnxRuntime.Tests;

/// <summary>What the native library refuses arrives as an exception that says why; the process lives on.</summary>
public sealed class RefusedInputTests : IDisposable
{
    private readonly SessionOptions _quiet = new() { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();

    public RefusedInputTests() => _session = new InferenceSession(AffineModel.Bytes, _quiet);

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
        _quiet.Dispose();
    }

    [Fact]
    public void Run_WithAnUnknownInputName_Throws()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        var error = Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["wrong"], [input], ["y"]));
        Assert.Contains("wrong", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WithAnUnknownOutputName_Throws()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["x"], [input], ["wrong"]));
    }

    [Fact]
    public void Run_WithAWrongShape_Throws()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[4], [1, 4]);
        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["x"], [input], ["y"]));
    }

    [Fact]
    public void Run_WithAWrongRank_Throws()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3], [3]);
        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["x"], [input], ["y"]));
    }

    [Fact]
    public void Run_WithAWrongElementType_Throws()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new double[3], [1, 3]);
        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["x"], [input], ["y"]));
    }

    [Fact]
    public void Run_IntoATensorOfTheWrongShape_Throws()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[6], [2, 3]);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(new float[2], [1, 2]);
        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["x"], [input], ["y"], [output]));
    }

    [Fact]
    public void Run_WithoutAnInput_Throws() =>
        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, [], [], ["y"]));

    [Theory]
    [InlineData(-1, 3)]
    [InlineData(2, 3)]
    [InlineData(long.MaxValue, 4)]
    public void Tensor_WithAShapeThatTheMemoryCannotHold_Throws(long rows, long columns) =>
        Assert.Throws<OnnxRuntimeException>(() => OrtValue.CreateTensorValueFromMemory(new float[3], [rows, columns]));

    [Fact]
    public void Tensor_ReadAsAnotherType_Throws()
    {
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        Assert.Throws<OnnxRuntimeException>(() => value.GetTensorDataAsSpan<int>().Length);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(50)]
    public void Session_FromATruncatedModel_Throws(int length) =>
        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(AffineModel.Bytes[..length], _quiet));

    [Fact]
    public void Session_FromNoise_Throws()
    {
        var noise = new byte[10_000];
        new Random(7).NextBytes(noise);
        Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(noise, _quiet));
    }

    [Fact]
    public void Session_FromAModelWithAnUnknownOperator_Throws()
    {
        byte[] model = new OnnxGraph().Input("x", 1).Output("y", 1).Node("NoSuchOperator", ["x"], "y").ToBytes();
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession(model, _quiet));
        Assert.Contains("NoSuchOperator", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Session_FromAMissingFile_Throws()
    {
        var error = Assert.Throws<OnnxRuntimeException>(() => new InferenceSession("/no/such/model.onnx", _quiet));
        Assert.Contains("/no/such/model.onnx", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_OnADisposedSession_Throws()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        _session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _session.Run(_options, ["x"], [input], ["y"]));
    }

    [Fact]
    public void Run_WithADisposedValue_Throws()
    {
        OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        input.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _session.Run(_options, ["x"], [input], ["y"]));
    }
}
