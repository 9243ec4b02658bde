using System.Text.Json.Nodes;
using Kws.TestSupport.Onnx;

namespace Kws.TestSupport.Models;

/// <summary>
/// A sign model that needs no training: it reads a picture's mean colour. Each letter is one of 24
/// colours (<see cref="ColourOf"/>), "nothing" is black; a colour between two letters gets both.
/// </summary>
public static class TinySignModel
{
    /// <summary>Width and height of the model's input.</summary>
    public const int Side = 16;

    // High enough for a posterior above 0.99 at a letter's own colour, low enough to be unsure between two.
    private const float Sharpness = 60;

    /// <summary>The 24 letters that are no movement, and "nothing".</summary>
    public static IReadOnlyList<string> Labels { get; } =
        [.. "ABCDEFGHIKLMNOPQRSTUVWXY".Select(letter => letter.ToString()), "nothing"];

    /// <summary>The colour of a label: 0, 128 or 255 a channel.</summary>
    public static (byte Red, byte Green, byte Blue) ColourOf(string label)
    {
        var index = label == "nothing" ? 0 : Labels.ToList().IndexOf(label) + 1;
        return (Level(index % 3), Level(index / 3 % 3), Level(index / 9));

        static byte Level(int third) => (byte)(third * 255 / 2);
    }

    /// <summary>Writes the package; returns its folder.</summary>
    /// <param name="root">A model folder; the package goes to sign-letters/name/version in it.</param>
    /// <param name="name">The model's name.</param>
    /// <param name="version">Its version.</param>
    /// <param name="change">Changes the manifest before it is written, for tests of faulty ones.</param>
    /// <param name="hand">Where it finds a hand in every picture, as a sign model's second output tells it; null: it
    /// has no such output.</param>
    public static string WritePackage(
        string root,
        string name = "tiny",
        string version = "1.0.0",
        Action<JsonObject>? change = null,
        float[]? hand = null)
    {
        var manifest = TinyPackage.Manifest("sign-letters", name, version, Labels, "image", [-1, 3, Side, Side]);
        manifest["features"] = null;
        manifest["image"] = new JsonObject
        {
            ["width_pixels"] = Side,
            ["height_pixels"] = Side,
            ["colour_order"] = "rgb",
            ["mean"] = new JsonArray(0.5, 0.5, 0.5),
            ["scale"] = new JsonArray(0.5, 0.5, 0.5),
            ["resize"] = "bilinear-antialias",
            ["crop"] = "centre-square",
        };
        if (hand is not null)
            manifest["outputs"]!.AsArray().Add(TinyPackage.Tensor("hand", [-1, hand.Length]));
        return TinyPackage.Write(Path.Combine(root, "sign-letters", name, version), Model(hand), manifest, change);
    }

    /// <summary>The model file: softmax of minus the squared distance to each label's colour.</summary>
    /// <param name="hand">Its second output, the same for every picture; null: it has none.</param>
    public static byte[] Model(float[]? hand = null)
    {
        var count = Labels.Count;
        var weights = new float[3 * count];
        var bias = new float[count];
        for (var label = 0; label < count; label++)
        {
            (var red, var green, var blue) = ColourOf(Labels[label]);
            float[] centre = [Normalised(red), Normalised(green), Normalised(blue)];
            for (var channel = 0; channel < 3; channel++)
                weights[channel * count + label] = 2 * Sharpness * centre[channel];
            bias[label] = -Sharpness * centre.Sum(value => value * value);
        }
        var graph = new OnnxGraph()
            .Input("image", -1, 3, Side, Side)
            .Output("posteriors", -1, count)
            .Constant("weights", weights, 3, count)
            .Constant("bias", bias, count)
            .Constant("rows_and_columns", 2L, 3L)
            .Node("ReduceSum", ["image", "rows_and_columns"], "sum", ("keepdims", 0))
            .Constant("share", [1f / (Side * Side)], 1)
            .Node("Mul", ["sum", "share"], "mean")
            .Node("MatMul", ["mean", "weights"], "weighted")
            .Node("Add", ["weighted", "bias"], "logits")
            .Node("Softmax", ["logits"], "posteriors", ("axis", 1));
        if (hand is not null)
            graph.Output("hand", -1, hand.Length)
                .Constant("nothing_of_it", new float[3 * hand.Length], 3, hand.Length)
                .Constant("place", hand, hand.Length)
                .Node("MatMul", ["mean", "nothing_of_it"], "none")
                .Node("Add", ["none", "place"], "hand");
        return graph.ToBytes();
    }

    private static float Normalised(byte level) => (level / 255f - 0.5f) / 0.5f;
}
