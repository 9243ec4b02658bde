using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Kws.Evaluation;

/// <summary>
/// The measured part of a model's card, <c>README.md</c> beside the folders of its versions: between
/// <c>&lt;!-- measured VERSION --&gt;</c> and <c>&lt;!-- /measured --&gt;</c> stand the figures of that version's
/// manifest, people talking first.
/// </summary>
public static partial class ModelCard
{
    private const string FileName = "README.md";

    private const string OfTalk = """
        ### While people talk
        `kws evaluate false-alarms --talk`: the figure for a room with people, a radio or a television in it.

        """;

    private const string OfSyntheticAudio = """
        ### Synthetic talk, other words, noise
        `kws evaluate false-alarms`: no person speaks a sentence in this audio. It compares models; it does not say
        what a room will hear.

        """;

    private const string OfStreams = """
        ### In a stream
        `kws evaluate stream`: recordings of 20 minutes, each with 50 keywords and 100 other words over changing noise
        (5 to 30 dB), by MLPerf Tiny's rules.

        """;

    private const string OfClips = """
        ### Clips, not only as recorded
        `kws evaluate clips --degrade all`: what each condition is stands in
        [docs/training.md](../../../docs/training.md#not-as-recorded). Windows of silence are not among these.

        """;

    /// <summary>The card with the measured part renewed; the same text if it has none for that version.</summary>
    /// <param name="card">All of it.</param>
    /// <param name="manifest">Of a keyword package.</param>
    public static string Renewed(string card, JsonObject manifest) => Block().Replace(card, block =>
        block.Groups["version"].Value == manifest["version"]?.GetValue<string>()
            ? $"{block.Groups["begin"].Value}{Render(manifest)}{block.Groups["end"].Value}"
            : block.Value);

    /// <summary>Renews the card of a package, if it has one.</summary>
    /// <param name="packageFolder">A version's folder.</param>
    /// <param name="manifest">Of that package.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    internal static async Task RenewAsync(
        string packageFolder, JsonObject manifest, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(Path.GetFullPath(Path.TrimEndingDirectorySeparator(packageFolder))) is not { } folder)
            return;
        var file = Path.Combine(folder, FileName);
        if (!File.Exists(file))
            return;
        var card = await File.ReadAllTextAsync(file, cancellationToken);
        var renewed = Renewed(card, manifest);
        if (renewed != card)
            await File.WriteAllTextAsync(file, renewed, cancellationToken);
    }

    private static string Render(JsonObject manifest)
    {
        Metric[] metrics = [.. (manifest["metrics"] as JsonArray ?? []).OfType<JsonObject>().Select(Metric.Of)];
        var text = new StringBuilder();
        Add(text, OfTalk, "false alarms an hour",
            metrics.Where(metric => StreamMetrics.IsOfTalk(metric.Name)), value => Number(value, "0.00"));
        Add(text, OfSyntheticAudio, "false alarms an hour",
            metrics.Where(metric => StreamMetrics.IsOfNonKeywordAudio(metric.Name)), value => Number(value, "0.00"));
        Add(text, OfStreams, "value",
            metrics.Where(metric => StreamMetrics.IsOfKnownWords(metric.Name)), value => Number(value, "0.####"));
        Add(text, OfClips, "accuracy",
            metrics.Where(metric => DegradedAccuracy.IsMetric(metric.Name)),
            value => $"{Number(100 * value, "0.0")} %");
        return text.ToString();
    }

    private static void Add(
        StringBuilder text, string heading, string unit, IEnumerable<Metric> metrics, Func<double, string> format)
    {
        Metric[] measured = [.. metrics];
        text.Append(heading).Append('\n');
        if (measured.Length == 0)
        {
            text.Append("Not measured.\n\n");
            return;
        }
        text.Append(CultureInfo.InvariantCulture, $"| metric | {unit} | measured on |\n|---|---|---|\n");
        foreach (var metric in measured)
            text.Append($"| `{metric.Name}` | {format(metric.Value)} | {metric.Data} |\n");
        text.Append('\n');
    }

    private static string Number(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);

    private sealed record Metric(string Name, double Value, string Data)
    {
        public static Metric Of(JsonObject entry) => new(
            entry["name"]?.GetValue<string>() ?? "", entry["value"]?.GetValue<double>() ?? 0,
            (entry["data"]?.GetValue<string>() ?? "").Replace('|', '/').ReplaceLineEndings(" "));
    }

    [GeneratedRegex(@"(?<begin><!-- measured (?<version>\S+) -->\n).*?(?<end><!-- /measured -->)",
        RegexOptions.Singleline)]
    private static partial Regex Block();
}
