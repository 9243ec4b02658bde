using Kws.Cli.CommandLine;
using Kws.Dsp;

namespace Kws.Cli.Audio;

/// <summary>Reads <c>--spec</c>: a preset's name or a JSON file with the spec's 13 fields.</summary>
internal static class FeatureSpecChoice
{
    public const string Option = "--spec";

    public static async Task<FeatureSpec> ReadAsync(string choice, CancellationToken cancellation)
    {
        if (FeatureSpecPresets.All.TryGetValue(choice, out FeatureSpec? preset))
            return preset;
        if (!File.Exists(choice))
            throw new BadInputException(Option, choice, $"it must be a JSON file or one of {string.Join(", ", FeatureSpecPresets.All.Keys)}");
        try
        {
            FeatureSpec spec = FeatureSpec.Parse(await File.ReadAllTextAsync(choice, cancellation));
            spec.Validate();
            return spec;
        }
        catch (Exception exception) when (exception is ArgumentException or System.Text.Json.JsonException or FormatException)
        {
            throw new BadInputException(Option, choice, exception.Message);
        }
    }
}
