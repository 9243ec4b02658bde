using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>What the new words of a model cost, told before anyone promotes it.</summary>
internal static class NewWordReport
{
    private const string FalseAlarms = "false_alarms_per_hour.";
    private const string Misses = "stream.miss_share.";

    public static async Task WriteAsync(
        CliContext context, ServerEndpoint server, string jobId, CancellationToken cancellationToken)
    {
        var model = await ServerSession.UseAsync(server, cancellationToken, async channel =>
        {
            var client = new Kws.Training.V1.Training.TrainingClient(channel);
            var job = await client.GetJobAsync(new GetJobRequest { Id = jobId }, cancellationToken: cancellationToken);
            return job.State is JobState.Published or JobState.Rejected
                ? await client.GetModelAsync(
                    new GetModelRequest { Task = job.Task, Name = job.ModelName, Version = job.ModelVersion },
                    cancellationToken: cancellationToken)
                : null;
        });
        foreach (var line in model is null ? [] : LinesOf(model))
            await context.Out.WriteLineAsync(line);
    }

    /// <summary>A line a word, and how the model is promoted; none without new words.</summary>
    internal static IEnumerable<string> LinesOf(Model model)
    {
        var told = false;
        foreach (var alarms in model.Metrics.Where(
            metric => metric.Name.StartsWith(FalseAlarms, StringComparison.Ordinal)))
        {
            told = true;
            var word = alarms.Name[FalseAlarms.Length..];
            var missed = model.Metrics.FirstOrDefault(metric => metric.Name == Misses + word)?.Value ?? 0;
            yield return string.Create(CultureInfo.InvariantCulture,
                $"{word}: {alarms.Value:0.##} false alarms an hour ({alarms.Data}); {missed:0.0%} missed");
        }

        if (told && model.State == ModelState.Published)
            yield return $"the mesh serves it after: kws models promote {model.Name}/{model.Version}";
    }
}
