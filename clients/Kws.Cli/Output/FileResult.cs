using Kws.Cli.CommandLine;
using Spectre.Console;

namespace Kws.Cli.Output;

/// <summary>What came of one file: an answer, or the reason why there is none.</summary>
internal sealed record FileResult<TAnswer>(InputFile File, TAnswer? Answer, string? Error)
    where TAnswer : class;

/// <summary>Results of many files as they come.</summary>
internal static class FileResults
{
    private const int WorthABar = 20;

    /// <summary>All results, behind a progress bar on standard error if a person watches and it is worth one.</summary>
    /// <param name="what">What the files are: "clips".</param>
    /// <param name="count">How many there will be.</param>
    public static async Task<IReadOnlyList<FileResult<T>>> CollectAsync<T>(
        CliContext context, string what, int count, IAsyncEnumerable<FileResult<T>> results)
        where T : class
    {
        if (count < WorthABar || context.ErrorIsRedirected)
            return await results.ToListAsync();

        var collected = new List<FileResult<T>>(count);
        await context.Progress().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(),
                new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                var bar = progress.AddTask($"{count} {what}", maxValue: count);
                await foreach (var result in results)
                {
                    collected.Add(result);
                    bar.Increment(1);
                }
            });
        return collected;
    }

    /// <summary>Writes what was refused to standard error.</summary>
    /// <returns>The exit code: <see cref="ExitCode.BadInput"/> if any was.</returns>
    public static int WriteErrors<T>(CliContext context, IReadOnlyList<FileResult<T>> results)
        where T : class
    {
        var exitCode = ExitCode.Success;
        foreach (var result in results.Where(result => result.Error is not null))
        {
            context.Error.WriteLine($"kws: {result.File.Path}: {result.Error}");
            exitCode = ExitCode.BadInput;
        }
        return exitCode;
    }
}
