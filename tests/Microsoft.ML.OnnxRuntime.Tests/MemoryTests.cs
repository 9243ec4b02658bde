using Kws.TestSupport.Onnx;

namespace Microsoft.ML.OnnxRuntime.Tests;

/// <summary>A run, a refused run and a session give back all that they take.</summary>
[Collection(nameof(RunsAlone))]
public sealed class MemoryTests
{
    // The smallest leak, of a refused run's status, shows as 10 MB. The library's own pools settle
    // in the tenth that goes before.
    private const long AllowedGrowthBytes = 1 << 20;

    private const int Width = 10_000;

    // The library queues a telemetry event for each refused run, which looks like a leak until it is sent.
    public MemoryTests() => OrtEnv.Instance().DisableTelemetryEvents();

    [SkippableFact]
    public void Memory_After10000Runs_DoesNotGrow()
    {
        byte[] model = new OnnxGraph().Input("x", -1, Width).Output("y", -1, Width).Node("Relu", ["x"], "y").ToBytes();
        using var session = new InferenceSession(model);
        using var options = new RunOptions();
        var x = new float[Width];
        AssertNoGrowth(10_000, () =>
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [1, Width]);
            using IDisposableReadOnlyCollection<OrtValue> outputs = session.Run(options, ["x"], [input], ["y"]);
        });
    }

    [SkippableFact]
    public void Memory_After10000RefusedRuns_DoesNotGrow()
    {
        using var session = new InferenceSession(AffineModel.Bytes);
        using var options = new RunOptions();
        var x = new float[3];
        // The refusal repeats the name, of which the library keeps 2 KB a status.
        string[] wrong = [new string('n', 2_000)];
        AssertNoGrowth(10_000, () =>
        {
            using OrtValue input = OrtValue.CreateTensorValueFromMemory(x, [1, 3]);
            Assert.Throws<OnnxRuntimeException>(() => session.Run(options, wrong, [input], ["y"]));
        });
    }

    [SkippableFact]
    public void Memory_After200Sessions_DoesNotGrow()
    {
        byte[] model = new OnnxGraph().Input("x", -1, 512).Output("y", -1, 512)
            .Constant("w", new float[512 * 512], 512, 512).Node("MatMul", ["x", "w"], "y").ToBytes();
        using var single = new SessionOptions { IntraOpNumThreads = 1 };
        AssertNoGrowth(200, () =>
        {
            using var session = new InferenceSession(model, single);
            Assert.Equal("test", session.ModelMetadata.GraphName);
        });
    }

    private static void AssertNoGrowth(int times, Action action)
    {
        for (int i = 0; i < times / 10; i++)
            action();
        long before = NativeHeap.BytesInUse();
        for (int i = 0; i < times; i++)
            action();
        Assert.InRange(NativeHeap.BytesInUse() - before, long.MinValue, AllowedGrowthBytes);
    }
}

/// <summary>Not while other tests take memory.</summary>
[CollectionDefinition(nameof(RunsAlone), DisableParallelization = true)]
public sealed class RunsAlone;
