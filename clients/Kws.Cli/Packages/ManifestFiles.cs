using System.Globalization;
using System.Text.Json;

namespace Kws.Cli.Packages;

/// <summary>What a server's manifest says of the package's files.</summary>
internal static class ManifestFiles
{
    /// <summary>The size of a file, for people; empty where the manifest does not tell it.</summary>
    public static string BytesOf(JsonElement manifest, string file)
    {
        if (!manifest.TryGetProperty("files", out var files) || files.ValueKind != JsonValueKind.Array)
            return "";
        foreach (var entry in files.EnumerateArray())
        {
            if (entry.TryGetProperty("path", out var path) && path.ToString() == file
                && entry.TryGetProperty("bytes", out var bytes) && bytes.TryGetInt64(out var count))
                return string.Create(CultureInfo.InvariantCulture, $"{count:#,0} bytes");
        }
        return "";
    }
}
