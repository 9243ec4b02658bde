using Kws.TestSupport.Onnx;

namespace Kws.Models.Tests.Sessions;

/// <summary>Packages whose manifest and hashes are right, and whose model is not.</summary>
public sealed class RefusedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Model_ThatIsNoise_IsRefused() => AssertRefused(new byte[1000], "model.onnx is refused by ONNX Runtime");

    [Fact]
    public void Model_WithAnotherInputName_IsRefused() =>
        AssertRefused(Graph(input: "sound"),
            "inputs[0].name is 'features'; expected the model's only tensor there: sound");

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
    public void Options_OutOfRange_Throw()
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path);
        var error = Assert.Throws<ArgumentException>(() =>
            KeywordModel.Load(folder, new ModelSessionOptions { MaxBatch = 0, IntraOpThreads = 65 }));
        Assert.Contains("MaxBatch is 0", error.Message, StringComparison.Ordinal);
        Assert.Contains("IntraOpThreads is 65", error.Message, StringComparison.Ordinal);
    }

    private void AssertRefused(byte[] model, string expected)
    {
        var folder = TinyKeywordModel.WritePackage(_folder.Path, change: manifest =>
        {
            manifest["files"]![0]!["bytes"] = model.Length;
            manifest["files"]![0]!["sha256"] =
                Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(model));
        });
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), model);
        Assert.Contains(expected, Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder)).Message,
            StringComparison.Ordinal);
    }

    private static byte[] Graph(string input = "features", int frames = 98, int labels = 12, string last = "Softmax") =>
        new OnnxGraph()
        .Input(input, -1, frames, 40).Output("posteriors", -1, labels)
        .Constant("flat_shape", 0L, frames * 40L)
        .Constant("weights", new float[frames * 40 * labels], frames * 40, labels)
        .Node("Reshape", [input, "flat_shape"], "flat").Node("MatMul", ["flat", "weights"], "logits")
        .Node(last, ["logits"], "posteriors").ToBytes();
}
