using System.Diagnostics;
using System.Text.RegularExpressions;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Storage;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Tests.Database;
using JobState = Kws.Training.V1.JobState;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

/// <summary>The service as a process that is killed (kill -9) in every state of a job and started again.</summary>
public sealed class KillTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Kill_InEveryStateOfAJob_LosesNothingAndDoesNothingTwice()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "pipes that hold a reader up are made by mkfifo");
        var trainer = new StagedTrainer(_folder).Folder;
        var databases = await TestDatabase.SqliteAsync(_folder);
        var store = new DirectoryObjectStore(_folder["objects"]);
        await ToneDataSet.PutAsync(databases, store);
        var id = await SubmitAsync(trainer);

        // A pipe in the place of a clip: whoever reads it waits.
        var stored = Directory.GetFiles(_folder["objects"], "*.wav", SearchOption.AllDirectories)[0];
        await using (await PipeAsync(stored))
            await KillInAsync(trainer, id, JobState.Preparing);
        var first = await KillInAsync(trainer, id, JobState.Training,
            log => log.Contains("\"epoch\": 2,", StringComparison.Ordinal));
        // The trainer of the one that was killed is gone before another begins.
        await Eventually.BeAsync(() => !Directory.Exists($"/proc/{TrainerOf(first)}"));
        var copied = Directory.GetFiles(_folder["jobs", "data"], "*.wav", SearchOption.AllDirectories)
            .First(file => file.Contains("validation", StringComparison.Ordinal));
        await using (await PipeAsync(copied))
            await KillInAsync(trainer, id, JobState.Evaluating);

        await using var last = await StartAsync(trainer);
        var changes = await WatchAsync(last, id);

        Assert.Equal(["Queued", "Preparing", "Training", "1/6", "2/6", "3/6", "4/6", "5/6", "6/6", "Evaluating",
            "Published"], changes);
        var log = await LogAsync(last, id);
        Assert.Matches("\"event\": \"resumed\", \"epoch\": [2-5]", log);
        await using var database = databases.Open();
        Assert.Equal("1.0.0", Assert.Single(database.Models).Version);
        await Eventually.BeAsync(() => !database.Outbox.Any());
    }

    private async Task<string> SubmitAsync(string trainer)
    {
        await using var service = await StartAsync(trainer, ("Jobs__MaxAtOnce", "0"));
        using var channel = GrpcChannel.ForAddress(service.Address);
        var job = await new Kws.Training.V1.Training.TrainingClient(channel).SubmitJobAsync(new SubmitJobRequest
        {
            Task = TrainingTask.KeywordSpotting,
            DataSet = ToneDataSet.Name,
            Recipe = "tiny",
            Hyperparameters = { ["epochs"] = "6", ["pause"] = "0.2" },
        }).ResponseAsync.WithTimeout();
        await service.KillAsync();
        return job.Id;
    }

    /// <returns>The job's log when it was killed.</returns>
    private async Task<string> KillInAsync(
        string trainer, string id, JobState state, Func<string, bool>? when = null)
    {
        await using var service = await StartAsync(trainer);
        using var channel = GrpcChannel.ForAddress(service.Address);
        var client = new Kws.Training.V1.Training.TrainingClient(channel);
        var log = "";
        await Eventually.BeAsync(async () =>
        {
            log = await LogAsync(service, id);
            var job = await client.GetJobAsync(new GetJobRequest { Id = id });
            Assert.NotEqual(JobState.Failed, job.State);
            return job.State == state && (when is null || when(log));
        }, $"the job is {state}");
        // Not only there for a moment: it works on it, or waits at the pipe.
        await service.KillAsync();
        return log;
    }

    private Task<ServiceProcess> StartAsync(string trainer, params (string Key, string Value)[] settings) =>
        ServiceProcess.StartAsync("TrainingOrchestrator", 0,
        [
            .. TrainingHost.Settings(_folder, trainer).Select(setting =>
                (setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value!)),
            .. settings,
        ]);

    private static string TrainerOf(string log) => Regex.Match(log, "\"process\": (\\d+)").Groups[1].Value;

    private static async Task<Pipe> PipeAsync(string file)
    {
        var aside = $"{file}.aside";
        File.Move(file, aside);
        using var made = Process.Start("mkfifo", [file]);
        await made.WaitForExitAsync().WithTimeout();
        return new Pipe(file, aside);
    }

    private static async Task<List<string>> WatchAsync(ServiceProcess service, string id)
    {
        using var channel = GrpcChannel.ForAddress(service.Address);
        using var watch = new Kws.Training.V1.Training.TrainingClient(channel)
            .WatchJob(new WatchJobRequest { Id = id }, deadline: DateTime.UtcNow + s_patience);
        var changes = new List<string>();
        await foreach (var change in watch.ResponseStream.ReadAllAsync())
            changes.Add(change.Transition is { } moved
                ? moved.To.ToString()
                : $"{change.Progress.Epoch}/{change.Progress.Epochs}");
        return changes;
    }

    private static async Task<string> LogAsync(ServiceProcess service, string id)
    {
        using var channel = GrpcChannel.ForAddress(service.Address);
        using var log = new Kws.Training.V1.Training.TrainingClient(channel)
            .ReadJobLog(new ReadJobLogRequest { Id = id }, deadline: DateTime.UtcNow + s_patience);
        var text = new MemoryStream();
        await foreach (var piece in log.ResponseStream.ReadAllAsync())
            piece.Text.WriteTo(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Puts the file back at its end.</summary>
    private sealed class Pipe(string file, string aside) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            File.Move(aside, file, overwrite: true);
            return ValueTask.CompletedTask;
        }
    }
}
