using System.Text.Json.Nodes;
using Kws.TestSupport.Onnx;

namespace Kws.TestSupport.Models;

/// <summary>
/// A keyword model that needs no training: it hears a low tone (300 .. 500 Hz) as "yes", a high one
/// (2.6 .. 3.2 kHz) as "no" and quiet as "silence". Features are log-mel-40, 98 frames a window.
/// A tone of amplitude 0.05 or more that fills half of a window is found with a posterior near 1.
/// </summary>
public static class TinyKeywordModel
{
    /// <summary>The preset log-mel-40, canonical.</summary>
    public const string FeaturesJson =
        """{"coefficients":40,"fft_size":512,"floor":0.000001,"frame_length_samples":400,"high_hz":7600""" +
        ""","hop_samples":160,"kind":"log-mel","log":"natural","low_hz":20,"mel_bands":40,"pre_emphasis":0""" +
        ""","sample_rate_hz":16000,"window":"hann"}""";

    /// <summary>Frames of a window.</summary>
    public const int Frames = 98;

    /// <summary>Coefficients of a frame.</summary>
    public const int Bands = 40;

    // Bands with centres 270 .. 531 and 2,497 .. 3,358 Hz, on the mel scale from 20 to 7,600 Hz.
    private const int LowBand = 4;
    private const int HighBand = 24;
    private const int BandsEach = 5;

    // Between the mean log energy of silence, ln(1e-6) = -13.8, and of a tone in half of the window.
    private const float SilenceLogit = -9;

    /// <summary>The labels of the shipped models, in their order.</summary>
    public static IReadOnlyList<string> Labels { get; } =
        ["silence", "unknown", "yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go"];

    /// <summary>Writes the package; returns its folder.</summary>
    /// <param name="root">A model folder; the package goes to keyword-spotting/name/version in it.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="change">Changes the manifest before it is written, for tests of faulty ones.</param>
    /// <param name="largestBatch">The model fails on batches of more windows; null: on none.</param>
    /// <param name="verifier">Section "verifier" of the manifest, of <see cref="TinyVerifier"/>, which is then in the
    /// package; null: no second look.</param>
    /// <param name="streams">Whether the model goes on from where it was; it answers alike.</param>
    /// <param name="clips">Section "clips" of the manifest; null: none. With its file, <see cref="ClipNetwork"/> is in
    /// the package.</param>
    public static string WritePackage(
        string root,
        string name = "tiny",
        string version = "1.0.0",
        Action<JsonObject>? change = null,
        int? largestBatch = null,
        JsonObject? verifier = null,
        bool streams = false,
        JsonObject? clips = null)
    {
        var manifest = TinyPackage.Manifest("keyword-spotting", name, version, Labels, "features", [-1, Frames, Bands]);
        manifest["features"] = JsonNode.Parse(FeaturesJson);
        manifest["features_sha256"] = TinyPackage.Sha256(FeaturesJson);
        manifest["image"] = null;
        manifest["detection"] = new JsonObject
        {
            ["stride_frames"] = 10,
            ["smoothing_windows"] = 3,
            ["refractory_ms"] = 1000,
            ["near_miss_share"] = 0.6,
            ["thresholds"] = new JsonObject { ["yes"] = 0.8, ["no"] = 0.7 },
        };
        var network = verifier is null ? null : TinyVerifier.Model(verifier["frames"]!.GetValue<int>());
        if (verifier is not null)
            manifest["verifier"] = verifier;
        if (streams)
            manifest["streaming"] = StreamingSection();
        if (clips is not null)
            manifest["clips"] = clips;
        return TinyPackage.Write(
            Path.Combine(root, "keyword-spotting", name, version), streams ? StreamingModel() : Model(largestBatch),
            manifest, change, network, clips?["file"] is null ? null : ClipNetwork());
    }

    /// <summary>A file for unclear clips that is told from the model: it hears a low tone as "no" and a high one as
    /// "yes".</summary>
    public static byte[] ClipNetwork() => Model(first: HighBand, second: LowBand);

    /// <summary>Section "streaming" of the manifest.</summary>
    public static JsonObject StreamingSection() => new()
    {
        ["frame_multiple"] = 1,
        ["states"] = new JsonArray(new JsonObject
        {
            ["input"] = "history_0",
            ["output"] = "next_0",
            ["shape"] = new JsonArray(-1, Frames - 1, Labels.Count),
            ["steps_axis"] = 1,
        }),
    };

    /// <summary>A model file that answers as <see cref="Model"/> and keeps what it made of each frame.</summary>
    /// <param name="remembered">Frames whose mean it takes once it goes on; a right model takes
    /// <see cref="Frames"/>.</param>
    public static byte[] StreamingModel(int remembered = Frames)
    {
        var (weights, bias) = Weights();
        return new OnnxGraph()
            .Input("features", -1, -1, Bands)
            .Input("history_0", -1, -1, Labels.Count)
            .Output("posteriors", -1, Labels.Count)
            .Output("next_0", -1, -1, Labels.Count)
            .Constant("weights", weights, Bands, Labels.Count)
            .Constant("bias", bias, Labels.Count)
            .Constant("axis", 1L)
            .Constant("end", long.MaxValue)
            .Constant("window", (long)-remembered)
            .Constant("kept", (long)-(Frames - 1))
            .Constant("share", [1f / Frames], 1)
            .Node("MatMul", ["features", "weights"], "frames")
            .Node("Concat", ["history_0", "frames"], "all", ("axis", 1))
            .Node("Slice", ["all", "kept", "end", "axis"], "next_0")
            .Node("Slice", ["all", "window", "end", "axis"], "last")
            .Node("ReduceSum", ["last", "axis"], "sum", ("keepdims", 0))
            .Node("Mul", ["sum", "share"], "mean")
            .Node("Add", ["mean", "bias"], "logits")
            .Node("Softmax", ["logits"], "posteriors", ("axis", 1))
            .ToBytes();
    }

    /// <summary>The model file.</summary>
    /// <param name="largestBatch">It fails on batches of more windows; null: on none.</param>
    /// <param name="first">First band of "yes".</param>
    /// <param name="second">First band of "no".</param>
    public static byte[] Model(int? largestBatch = null, int first = LowBand, int second = HighBand)
    {
        var (weights, bias) = Weights(first, second);
        var graph = new OnnxGraph()
            .Input("features", -1, Frames, Bands)
            .Output("posteriors", -1, Labels.Count)
            .Constant("weights", weights, Bands, Labels.Count)
            .Constant("bias", bias, Labels.Count)
            .Constant("frames", 1L)
            .Node("ReduceSum", ["features", "frames"], "sum", ("keepdims", 0))
            .Constant("share", [1f / Frames], 1)
            .Node("Mul", ["sum", "share"], "mean")
            .Node("MatMul", ["mean", "weights"], "weighted")
            .Node("Add", ["weighted", "bias"], "logits");
        // A look beyond the end of a list fails; all in it are 1.
        if (largestBatch is { } most)
            graph = graph
                .Constant("ones", [.. Enumerable.Repeat(1f, most + 1)], most + 1)
                .Constant("first", 0L)
                .Node("Shape", ["logits"], "shape")
                .Node("Gather", ["shape", "first"], "windows")
                .Node("Gather", ["ones", "windows"], "factor")
                .Node("Mul", ["logits", "factor"], "limited");
        var logits = largestBatch is null ? "logits" : "limited";
        return graph.Node("Softmax", [logits], "posteriors", ("axis", 1)).ToBytes();
    }

    /// <summary>What makes logits of the mean energies of a window's bands, [bands, labels] and [labels].</summary>
    internal static (float[] Weights, float[] Bias) Weights(int yes = LowBand, int no = HighBand)
    {
        var weights = new float[Bands * Labels.Count];
        float[] bias = [.. Labels.Select(_ => -30f)];
        bias[0] = SilenceLogit;
        foreach ((var label, var first) in new[] { ("yes", yes), ("no", no) })
        {
            var column = Labels.ToList().IndexOf(label);
            bias[column] = 0;
            for (var band = first; band < first + BandsEach; band++)
                weights[band * Labels.Count + column] = 1f / BandsEach;
        }
        return (weights, bias);
    }
}
