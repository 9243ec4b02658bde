using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kws.Evaluation;

/// <summary>Changes a package's <c>manifest.json</c>; what a change leaves alone stays byte for byte.</summary>
internal static class ManifestFile
{
    private static readonly JsonSerializerOptions s_readable =
        new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Replaces the file whole, so that a reader sees the old or the new one; the model's card follows
    /// (<see cref="ModelCard"/>).</summary>
    /// <param name="packageFolder">Holds a manifest that was checked, as that of a loaded package.</param>
    /// <param name="change">Changes the manifest.</param>
    /// <param name="cancellationToken">Leaves the old file.</param>
    public static async Task ChangeAsync(
        string packageFolder, Action<JsonObject> change, CancellationToken cancellationToken)
    {
        var file = Path.Combine(packageFolder, "manifest.json");
        var manifest = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!.AsObject();
        change(manifest);
        var text = manifest.ToJsonString(s_readable);
        var partial = $"{file}.part";
        try
        {
            await File.WriteAllTextAsync(partial, text + "\n", cancellationToken);
            File.Move(partial, file, overwrite: true);
            await ModelCard.RenewAsync(packageFolder, JsonNode.Parse(text)!.AsObject(), cancellationToken);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>A number with at most so many digits after the point.</summary>
    public static JsonNode Rounded(double value, int digits) => JsonValue.Create(Math.Round((decimal)value, digits));
}
