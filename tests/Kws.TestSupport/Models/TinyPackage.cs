using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kws.TestSupport.Models;

/// <summary>Writes a model package whose manifest is right, unless the test changes it.</summary>
internal static class TinyPackage
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static string Write(string folder, byte[] model, JsonObject manifest, Action<JsonObject>? change,
        byte[]? verifier = null, byte[]? clips = null)
    {
        Directory.CreateDirectory(folder);
        manifest["files"] = new JsonArray(WriteFile(folder, "model.onnx", model));
        if (verifier is not null)
            manifest["files"]!.AsArray().Add(WriteFile(folder, "verifier.onnx", verifier));
        if (clips is not null)
            manifest["files"]!.AsArray().Add(WriteFile(folder, "clips.onnx", clips));
        change?.Invoke(manifest);
        File.WriteAllText(Path.Combine(folder, "manifest.json"), manifest.ToJsonString(Indented));
        return folder;
    }

    public static JsonObject Manifest(
        string task,
        string name,
        string version,
        IReadOnlyList<string> labels,
        string input,
        int[] inputShape) => new()
        {
            ["schema"] = "kws.model/1",
            ["task"] = task,
            ["name"] = name,
            ["version"] = version,
            ["labels"] = Array(labels),
            ["inputs"] = new JsonArray(Tensor(input, inputShape)),
            ["outputs"] = new JsonArray(Tensor("posteriors", [-1, labels.Count])),
            ["metrics"] =
            new JsonArray(
                new JsonObject
                {
                    ["name"] = "accuracy",
                    ["value"] = 0.5,
                    ["data"] = "none: made for tests",
                    ["samples"] = 2
                }),
            ["cost"] = new JsonObject
            {
                ["parameters"] = 7,
                ["multiply_adds"] = 11,
                ["bytes"] = 13,
                ["latency_ms_batch1"] = 0.25,
                ["latency_ms_batch32"] = 0.5
            },
            ["training"] = new JsonObject { ["recipe"] = new JsonObject(), ["seed"] = 1, ["framework"] = "none" },
            ["licence"] = "MIT",
            ["attribution"] = Array(["Made by the tests"]),
        };

    public static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static string Sha256(string text) => Sha256(Encoding.UTF8.GetBytes(text));

    private static JsonObject WriteFile(string folder, string name, byte[] content)
    {
        File.WriteAllBytes(Path.Combine(folder, name), content);
        return new JsonObject { ["path"] = name, ["sha256"] = Sha256(content), ["bytes"] = content.Length };
    }

    public static JsonObject Tensor(string name, int[] shape) => new()
    {
        ["name"] = name,
        ["type"] = "float32",
        ["shape"] = new JsonArray([.. shape.Select(dimension => JsonValue.Create(dimension))]),
    };

    private static JsonArray Array(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
