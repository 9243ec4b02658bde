using System.Text.Json;

namespace Kws.TrainingOrchestrator.Executors.Local;

/// <summary>Reads what the trainer prints: JSON objects with <c>event</c>, one a line, on its output, anything on its
/// errors. All of it goes to the log.</summary>
internal sealed class TrainerLines(string jobId, ITrainingListener told, JobLog log, ILogger logger)
{
    /// <summary>Folder of the finished package; null: none yet.</summary>
    public string? Package { get; private set; }

    /// <summary>What the trainer said of its failure; null: nothing.</summary>
    public string? Failure { get; private set; }

    public string? LastError { get; private set; }

    public async Task ReadProgressAsync(TextReader output, CancellationToken cancellationToken)
    {
        while (await output.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
        {
            await log.WriteLineAsync(line).ConfigureAwait(false);
            await UnderstandAsync(line, cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task ReadErrorsAsync(TextReader errors)
    {
        while (await errors.ReadLineAsync().ConfigureAwait(false) is { } line)
        {
            await log.WriteLineAsync(line).ConfigureAwait(false);
            if (line.Length > 0)
                LastError = line;
        }
    }

    private async Task UnderstandAsync(string line, CancellationToken cancellationToken)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var told = document.RootElement;
            switch (told.GetProperty("event").GetString())
            {
                case "epoch":
                    await EpochAsync(told, cancellationToken).ConfigureAwait(false);
                    break;
                case "packaged":
                    Package = told.GetProperty("folder").GetString();
                    break;
                case "failed":
                    Failure = told.GetProperty("error").GetString();
                    break;
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException
            or FormatException)
        {
            TrainingLog.TrainerLineUnread(logger, jobId, line);
        }
    }

    private Task EpochAsync(JsonElement epoch, CancellationToken cancellationToken) => told.EpochAsync(
        new TrainedEpoch(
            epoch.GetProperty("epoch").GetInt32(),
            epoch.GetProperty("epochs").GetInt32(),
            epoch.GetProperty("loss").GetDouble(),
            epoch.TryGetProperty("accuracy", out var accuracy) ? accuracy.GetDouble() : 0,
            epoch.TryGetProperty("learning_rate", out var rate) ? rate.GetDouble() : 0,
            TimeSpan.FromSeconds(epoch.TryGetProperty("seconds", out var seconds) ? seconds.GetDouble() : 0)),
        cancellationToken);
}
