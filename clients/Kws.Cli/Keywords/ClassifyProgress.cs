using Kws.Cli.CommandLine;
using Spectre.Console;

namespace Kws.Cli.Keywords;

/// <summary>Collects results behind a progress bar on standard error, if a person watches and it is worth one.</summary>
internal static class ClassifyProgress
{
    private const int WorthABar = 20;

    public static async Task<IReadOnlyList<ClipResult>> CollectAsync(
        CliContext context, IReadOnlyList<ClipFile> clips, ClipClassifier classifier, CancellationToken cancellation)
    {
        var results = new List<ClipResult>(clips.Count);
        if (clips.Count < WorthABar || context.ErrorIsRedirected)
        {
            await foreach (ClipResult result in classifier.ClassifyAsync(clips, cancellation))
                results.Add(result);
            return results;
        }

        await context.Progress().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                ProgressTask bar = progress.AddTask($"{clips.Count} clips", maxValue: clips.Count);
                await foreach (ClipResult result in classifier.ClassifyAsync(clips, cancellation))
                {
                    results.Add(result);
                    bar.Increment(1);
                }
            });
        return results;
    }
}
