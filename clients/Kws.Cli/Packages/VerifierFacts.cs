using System.Text.Json;
using Kws.Cli.Output;
using Kws.Detection;

namespace Kws.Cli.Packages;

/// <summary>What a server's manifest says of the network that looks a second time.</summary>
internal sealed class VerifierFacts
{
    private readonly JsonElement _verifier;
    private readonly string _bytes;

    private VerifierFacts(JsonElement verifier, string bytes) => (_verifier, _bytes) = (verifier, bytes);

    /// <summary>Null: there is none. The server has checked the manifest; what is of another kind is left
    /// out.</summary>
    public static VerifierFacts? Of(JsonElement manifest) =>
        manifest.TryGetProperty("verifier", out var verifier) && verifier.ValueKind == JsonValueKind.Object
            ? new VerifierFacts(verifier, ManifestFiles.BytesOf(manifest, Text(verifier, "file")))
            : null;

    public void AddTo(ResultTable facts) => facts.Row("verifier", string.Join(", ",
        new[]
        {
            Text(_verifier, "file"),
            _bytes,
            Text(_verifier, "frames") is { Length: > 0 } frames ? $"hears {frames} frames" : "",
            Text(_verifier, "looks") is { Length: > 0 } looks ? $"up to {looks} looks a word" : "",
        }.Where(part => part.Length > 0)));

    /// <summary>The posterior from which it confirms a keyword.</summary>
    public float ThresholdOf(string keyword) =>
        _verifier.TryGetProperty("thresholds", out var thresholds) && thresholds.ValueKind == JsonValueKind.Object
        && thresholds.TryGetProperty(keyword, out var threshold) && threshold.ValueKind == JsonValueKind.Number
            ? threshold.GetSingle()
            : SecondLookRules.DefaultThreshold;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
