using System.Text.RegularExpressions;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>The services' instruments as the collector shows them to Prometheus.</summary>
internal static partial class PrometheusSeries
{
    /// <summary>Of all services, read from their code: dots become underscores, units a suffix, counters end in
    /// <c>_total</c>, histograms have buckets (OpenTelemetry's compatibility with Prometheus).</summary>
    public static IReadOnlySet<string> All { get; } = new HashSet<string>(
        Directory.EnumerateFiles(Repository.PathOf("services"), "*Metrics.cs", SearchOption.AllDirectories)
            .SelectMany(file => Instrument().Matches(File.ReadAllText(file))).Select(NameOf));

    private static string NameOf(Match instrument)
    {
        var name = instrument.Groups["name"].Value.Replace('.', '_');
        var unit = instrument.Groups["unit"].Value switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        return name + unit + instrument.Groups["kind"].Value switch
        {
            "Histogram" => "_bucket",
            "Counter" => "_total",
            _ => "",
        };
    }

    [GeneratedRegex(@"\.Create(?:Observable)?(?<kind>\w+)<\w+>\(\s*""(?<name>kws\.[\w.]+)"",\s*""(?<unit>[^""]*)""")]
    private static partial Regex Instrument();
}
