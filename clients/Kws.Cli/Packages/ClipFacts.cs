using System.Text.Json;
using Kws.Cli.Output;

namespace Kws.Cli.Packages;

/// <summary>What a server's manifest says of clips that are not clear.</summary>
internal static class ClipFacts
{
    /// <summary>A row when there is such a section. The server has checked the manifest; what is of another kind is
    /// left out.</summary>
    public static void Add(ResultTable facts, JsonElement manifest)
    {
        if (!manifest.TryGetProperty("clips", out var clips) || clips.ValueKind != JsonValueKind.Object)
            return;
        var file = Text(clips, "file");
        facts.Row("unclear clips", string.Join(", ", new[]
        {
            $"heard again below {Text(clips, "unsure_below")}",
            clips.TryGetProperty("shift_frames", out var shifts) && shifts.ValueKind == JsonValueKind.Array
                ? $"at {string.Join(' ', shifts.EnumerateArray())} frames"
                : "",
            file.Length > 0 ? $"by {file}" : "",
            file.Length > 0 ? ManifestFiles.BytesOf(manifest, file) : "",
        }.Where(part => part.Length > 0)));
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
