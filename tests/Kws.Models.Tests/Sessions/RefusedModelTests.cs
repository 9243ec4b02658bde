using Kws.TestSupport.Onnx;

namespace Kws.Models.Tests.Sessions;

/// <summary>Packages whose manifest and hashes are right, and whose model is not.</summary>
public sealed class RefusedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_ThatIsNoise_IsRefused() =>
        AssertRefused(new byte[1000], "model.onnx is no serialised ONNX graph");

    [Fact]
    public void Model_ThatIsAnEmptyGraph_IsRefused() =>
        AssertRefused(new OnnxGraph().ToBytes(), "model.onnx is refused by ONNX Runtime");

    [Fact]
    public void Model_WithAnotherInputName_IsRefused() =>
        AssertRefused(Graph(input: "sound"),
            "inputs[0].name is 'features'; expected a tensor of the model: sound");

    [Fact]
    public void Model_WithAnotherInputShape_IsRefused() =>
        AssertRefused(Graph(frames: 97), "inputs[0].shape is [-1, 98, 40]; expected the model's [-1, 97, 40]");

    [Fact]
    public void Model_WithFewerOutputs_IsRefused() =>
        AssertRefused(Graph(labels: 11), "outputs[0].shape is [-1, 12]; expected the model's [-1, 11]");

    [Fact]
    public void Model_WithoutSoftmax_IsRefused() =>
        AssertRefused(Graph(last: "Relu"), "expected posteriors 0 .. 1 that sum to 1");

    [Fact]
    public void Model_ThatRunsOnlyOneItem_IsRefused()
    {
        var model = new OnnxGraph().Input("features", -1, 98, 40).Output("posteriors", -1, 12)
            .Constant("one", 1L, 3920L).Constant("weights", new float[3920 * 12], 3920, 12)
            .Node("Reshape", ["features", "one"], "flat").Node("MatMul", ["flat", "weights"], "logits")
            .Node("Softmax", ["logits"], "posteriors", ("axis", 1)).ToBytes();
        AssertRefused(model, "outputs[0].shape is [-1, 12]; expected the model's [1, 12]");
    }

    [Fact]
    public void Model_WithWeightsInAnotherFile_IsRefusedUnopened()
    {
        // Were it opened, it would be in the working directory: hashed by nobody.
        var stray = Path.Combine(Environment.CurrentDirectory, "stray.data");
        File.WriteAllBytes(stray, new byte[3920 * 12 * sizeof(float)]);
        try
        {
            AssertRefused(Classifier(graph => graph.ExternalConstant("weights", "stray.data", 3920, 12)),
                "model.onnx keeps weights in other files");
        }
        finally
        {
            File.Delete(stray);
        }
    }

    [Fact]
    public void Model_WithExternalWeightsOfASubgraph_IsRefused()
    {
        var nested = new OnnxGraph().ExternalConstant("hidden", "/etc/passwd", 1).Graph();
        AssertRefused(Classifier(graph => graph.Constant("weights", new float[3920 * 12], 3920, 12)
            .Attribute("If", "then_branch", nested)), "model.onnx keeps weights in other files");
    }

    [Fact]
    public void Model_InOrtFormat_IsRefused() =>
        AssertRefused([0, 0, 0, 0, .. "ORTM"u8, .. new byte[100]], "model.onnx is in ORT format");

    [Fact]
    public void Model_ThatNeverAnswers_IsRefusedInTime()
    {
        var model = new OnnxGraph().Input("features", -1, 98, 40).Output("posteriors", -1, 12)
            .EndlessLoop("features", "looped", -1, 98, 40)
            .Constant("flat_shape", 0L, 3920L).Constant("weights", new float[3920 * 12], 3920, 12)
            .Node("Reshape", ["looped", "flat_shape"], "flat").Node("MatMul", ["flat", "weights"], "logits")
            .Node("Softmax", ["logits"], "posteriors", ("axis", 1)).ToBytes();
        AssertRefused(model, "model.onnx did not answer within 0.5 s",
            new ModelSessionOptions { WarmUpLimit = TimeSpan.FromSeconds(0.5) });
    }

    [Fact]
    public void Model_WhosePosteriorsAreNoneForRealInput_IsRefused() =>
        // The sum over a window overflows where features are no zeros.
        AssertRefused(Classifier(graph => graph.Constant("weights", Filled(float.MaxValue), 3920, 12)),
            "expected posteriors 0 .. 1 that sum to 1");

    [Fact]
    public void Options_OutOfRange_Throw()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var error = Assert.Throws<ArgumentException>(() =>
            KeywordModel.Load(folder, new ModelSessionOptions { MaxBatch = 0, IntraOpThreads = 65 }));
        Assert.Contains("MaxBatch is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("IntraOpThreads is 65", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Classifier(Func<OnnxGraph, OnnxGraph> weights) =>
        weights(new OnnxGraph().Input("features", -1, 98, 40).Output("posteriors", -1, 12))
            .Constant("flat_shape", 0L, 3920L)
            .Node("Reshape", ["features", "flat_shape"], "flat").Node("MatMul", ["flat", "weights"], "logits")
            .Node("Softmax", ["logits"], "posteriors", ("axis", 1)).ToBytes();

    private static float[] Filled(float value)
    {
        var values = new float[3920 * 12];
        Array.Fill(values, value);
        return values;
    }

    private void AssertRefused(byte[] model, string expected, ModelSessionOptions? options = null)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
        {
            manifest["files"]![0]!["bytes"] = model.Length;
            manifest["files"]![0]!["sha256"] =
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model));
        });
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        var error = Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder, options));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static byte[] Graph(string input = "features", int frames = 98, int labels = 12, string last = "Softmax") =>
        new OnnxGraph()
        .Input(input, -1, frames, 40).Output("posteriors", -1, labels)
        .Constant("flat_shape", 0L, frames * 40L)
        .Constant("weights", new float[frames * 40 * labels], frames * 40, labels)
        .Node("Reshape", [input, "flat_shape"], "flat").Node("MatMul", ["flat", "weights"], "logits")
        .Node(last, ["logits"], "posteriors").ToBytes();
}
