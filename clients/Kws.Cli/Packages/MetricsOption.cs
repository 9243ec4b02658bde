using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>--write</c>: the figures of an evaluation go into the package that was evaluated.</summary>
internal sealed class MetricsOption
{
    /// <summary>Off unless given.</summary>
    public Option<bool> Option { get; } = new("--write")
    {
        Description = "Put the figures into the package's manifest, in place of older ones",
    };

    /// <summary>Whether the option was given.</summary>
    public bool IsAsked(ParseResult parsed) => parsed.GetValue(Option);

    /// <summary>Writes the metrics if the option was given, and says so on standard error: standard output has the
    /// figures.</summary>
    /// <param name="outdated">Names of other metrics that these replace; null: none.</param>
    public async Task ApplyAsync(
        CliContext context,
        ParseResult parsed,
        ModelPackage package,
        IReadOnlyList<ModelMetric> metrics,
        CancellationToken cancellationToken,
        Predicate<string>? outdated = null)
    {
        if (!IsAsked(parsed))
            return;
        await MeasuredManifest.WriteAsync(package.Folder, metrics, cancellationToken, outdated);
        await context.Error.WriteLineAsync($"Written to {Path.Combine(package.Folder, "manifest.json")}.");
    }
}
