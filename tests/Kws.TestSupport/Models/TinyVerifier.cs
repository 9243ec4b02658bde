using System.Text.Json.Nodes;
using Kws.TestSupport.Onnx;

namespace Kws.TestSupport.Models;

/// <summary>
/// A verifier for <see cref="TinyKeywordModel"/> that needs no training: of the last second it says what the model
/// says, but where a tone of 1.0 .. 1.4 kHz fills about half or more of what it hears before that, it says "unknown".
/// </summary>
public static class TinyVerifier
{
    /// <summary>A tone that the model takes for nothing and that makes the verifier refuse.</summary>
    public const double RefusedHertz = 1_200;

    /// <summary>Frames that it hears: a second before the model's window.</summary>
    public const int Frames = 198;

    // Bands with centres 1,055 .. 1,366 Hz; half of the time, in log energy, between silence's -13.8 and a loud tone's.
    private const int Band = 14;
    private const int Bands = 4;
    private const float HalfOfTheTime = 7;
    private const float Steepness = 5;

    /// <summary>The section of the manifest.</summary>
    /// <param name="looks">Decisions of one crossing that it looks at.</param>
    /// <param name="frames">Frames that it hears, more than the model's.</param>
    public static JsonObject Section(int looks = 6, int frames = Frames) => new()
    {
        ["file"] = "verifier.onnx",
        ["frames"] = frames,
        ["looks"] = looks,
        ["thresholds"] = new JsonObject { ["yes"] = 0.6 },
    };

    /// <summary>The verifier file.</summary>
    /// <param name="frames">Frames that it hears, more than the model's.</param>
    /// <param name="output">Name of its output.</param>
    public static byte[] Model(int frames = Frames, string output = "posteriors")
    {
        var labels = TinyKeywordModel.Labels;
        var before = frames - TinyKeywordModel.Frames;
        var (words, bias) = TinyKeywordModel.Weights();
        var refused = new float[TinyKeywordModel.Bands * labels.Count];
        var unknown = labels.ToList().IndexOf("unknown");
        for (var band = Band; band < Band + Bands; band++)
            refused[band * labels.Count + unknown] = Steepness / Bands;
        bias[unknown] = Steepness * HalfOfTheTime;
        return new OnnxGraph()
            .Input("features", -1, frames, TinyKeywordModel.Bands)
            .Output(output, -1, labels.Count)
            .Constant("last", [.. Enumerable.Range(0, frames)
                .Select(n => n < before ? 0 : 1f / TinyKeywordModel.Frames)], 1, frames)
            .Constant("first", [.. Enumerable.Range(0, frames).Select(n => n < before ? 1f / before : 0)], 1, frames)
            .Constant("words", words, TinyKeywordModel.Bands, labels.Count)
            .Constant("refused", refused, TinyKeywordModel.Bands, labels.Count)
            .Constant("bias", bias, labels.Count)
            .Constant("axis", 1L)
            .Node("MatMul", ["last", "features"], "window")
            .Node("MatMul", ["first", "features"], "before")
            .Node("MatMul", ["window", "words"], "heard")
            .Node("MatMul", ["before", "refused"], "around")
            .Node("Add", ["heard", "around"], "both")
            .Node("Add", ["both", "bias"], "logits")
            .Node("Squeeze", ["logits", "axis"], "row")
            .Node("Softmax", ["row"], output, ("axis", 1))
            .ToBytes();
    }
}
