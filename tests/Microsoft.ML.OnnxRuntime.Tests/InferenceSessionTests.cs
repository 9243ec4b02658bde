using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Tests;

public sealed class InferenceSessionTests : IDisposable
{
    private readonly InferenceSession _session = new(AffineModel.Bytes);
    private readonly RunOptions _options = new();

    public void Dispose()
    {
        _options.Dispose();
        _session.Dispose();
    }

    [Fact]
    public void Environment_IsTheGenuineLibrary() => Assert.Equal("1.30.0", OrtEnv.Instance().GetVersionString());

    [Fact]
    public void Metadata_OfInputsAndOutputs_IsTheModels()
    {
        Assert.Equal(["x"], _session.InputNames);
        Assert.Equal(["y"], _session.OutputNames);
        NodeMetadata input = _session.InputMetadata["x"];
        Assert.True(input.IsTensor);
        Assert.Equal(OnnxValueType.ONNX_TYPE_TENSOR, input.OnnxValueType);
        Assert.Equal(TensorElementType.Float, input.ElementDataType);
        Assert.Equal(typeof(float), input.ElementType);
        Assert.Equal([-1, 3], input.Dimensions);
        Assert.Equal(["batch", ""], input.SymbolicDimensions);
        Assert.Equal([-1, 2], _session.OutputMetadata["y"].Dimensions);
    }

    [Fact]
    public void ModelMetadata_IsTheFiles()
    {
        ModelMetadata metadata = _session.ModelMetadata;
        Assert.Equal("kws-tests", metadata.ProducerName);
        Assert.Equal("test", metadata.GraphName);
        Assert.Equal("kws.test", metadata.Domain);
        Assert.Equal("A tiny model for tests", metadata.Description);
        Assert.Equal(3, metadata.Version);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(17)]
    public void Run_WithAnyBatch_ComputesTheModel(int batch)
    {
        float[] x = Numbers(batch * 3);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [batch, 3]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, ["x"], [input], ["y"]);
        Assert.Single(outputs);
        OrtTensorTypeAndShapeInfo info = outputs[0].GetTensorTypeAndShape();
        Assert.Equal([batch, 2], info.Shape);
        Assert.Equal(2, info.DimensionsCount);
        Assert.Equal(batch * 2, info.ElementCount);
        Assert.Equal(TensorElementType.Float, info.ElementDataType);
        AssertClose(AffineModel.Expected(x), outputs[0].GetTensorDataAsSpan<float>());
    }

    [Fact]
    public void Run_IntoTheCallersTensor_WritesTheCallersMemory()
    {
        float[] x = [1, 2, 3];
        var y = new float[4];
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, x.AsMemory(), [1, 3]);
        using OrtValue output = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, y.AsMemory(1, 2), [1, 2]);
        _session.Run(_options, ["x"], [input], ["y"], [output]);
        AssertClose([0, .. AffineModel.Expected(x), 0], y);
    }

    [Fact]
    public void Session_FromAFile_EqualsTheSessionFromBytes()
    {
        string path = Path.Combine(Path.GetTempPath(), $"kws-µ-{Guid.NewGuid():N}.onnx");
        File.WriteAllBytes(path, AffineModel.Bytes);
        try
        {
            using var options = new SessionOptions { IntraOpNumThreads = 1 };
            using var session = new InferenceSession(path, options);
            float[] x = [4, 5, 6];
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [1, 3]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(_options, ["x"], [input], ["y"]);
            AssertClose(AffineModel.Expected(x), outputs[0].GetTensorDataAsSpan<float>());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Run_FromManyThreads_ComputesEachCallersInput()
    {
        Parallel.For(0, 400, i =>
        {
            float[] x = Numbers(3, seed: i);
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [1, 3]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = _session.Run(_options, ["x"], [input], ["y"]);
            AssertClose(AffineModel.Expected(x), outputs[0].GetTensorDataAsSpan<float>());
        });
    }

    [Fact]
    public void Run_WithTerminate_EndsWithAnError()
    {
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[3], [1, 3]);
        _options.Terminate = true;
        Assert.Throws<OnnxRuntimeException>(() => _session.Run(_options, ["x"], [input], ["y"]));
        _options.Terminate = false;
        _session.Run(_options, ["x"], [input], ["y"]).Dispose();
    }

    [Fact]
    public void SessionOptions_AllSettings_LoadAndRun()
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_PARALLEL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            EnableCpuMemArena = false,
            EnableMemoryPattern = false,
        };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        using var session = new InferenceSession(AffineModel.Bytes, options);
        using OrtValue input = OrtValue.CreateTensorValueFromMemory(new float[] { 1, 1, 1 }, [1, 3]);
        using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(_options, ["x"], [input], ["y"]);
        AssertClose([9.5f, 11.5f], outputs[0].GetTensorDataAsSpan<float>());
    }

    internal static float[] Numbers(int count, int seed = 1)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() * 4 - 2)];
    }

    internal static void AssertClose(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}
