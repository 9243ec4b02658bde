using System.Text;
using System.Text.Json;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;

namespace Kws.Cli.Audio;

/// <summary>Features as files; the suffix says which kind.</summary>
internal static class FeatureFiles
{
    public const string Option = "--out";

    private const int MostPngPixels = 50_000_000;
    private static readonly string[] Suffixes = [".json", ".npy", ".png"];

    /// <exception cref="BadInputException">No such kind of file: told before any work is done.</exception>
    public static void Check(string path)
    {
        if (!Suffixes.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase))
            throw new BadInputException(Option, path, $"it must end with {string.Join(" or ", Suffixes)}");
    }

    public static Task WriteAsync(
        CliContext context, FeatureMatrix features, string path, int pngScale, CancellationToken cancellationToken)
    {
        var content = Path.GetExtension(path).ToLowerInvariant() switch
        {
            ".npy" => NpyFormat.Encode(features.Values, features.Frames, features.ValuesPerFrame),
            ".png" => Png(features, path, pngScale),
            _ => Encoding.UTF8.GetBytes(JsonOutput.ToLine(Json(features))),
        };
        return OutputFile.WriteAsync(context, path, content, cancellationToken);
    }

    /// <summary>All values with the spec that they were computed by.</summary>
    public static object Json(FeatureMatrix features) => new
    {
        Spec = JsonElement.Parse(features.Spec.ToCanonicalJson()),
        features.Spec.Sha256,
        features.Frames,
        features.ValuesPerFrame,
        Values = Enumerable.Range(0, features.Frames).Select(index => features.Frame(index).ToArray()),
    };

    private static byte[] Png(FeatureMatrix features, string path, int scale)
    {
        var pixels = (long)features.Values.Length * scale * scale;
        if (pixels is 0 or > MostPngPixels)
            throw new BadInputException(Option, path,
                $"the picture would have {pixels} pixels, allowed: 1 to {MostPngPixels}");
        return FeatureHeatMap.ToPng(features, scale);
    }
}
