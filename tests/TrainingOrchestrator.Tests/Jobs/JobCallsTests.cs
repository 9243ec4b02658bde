using Grpc.Core;
using Kws.Models;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

/// <summary>Jobs over gRPC, from their submission to the model in the registry.</summary>
public sealed class JobCallsTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder _folder = new();
    private TrainingHost _host = null!;

    public async Task InitializeAsync()
    {
        if (!File.Exists("/usr/bin/python3"))
            return;
        _host = await TrainingHost.StartAsync(_folder, new StagedTrainer(_folder).Folder);
        await ToneDataSet.PutAsync(_host.Databases, _host.Store);
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }

    [SkippableFact]
    public async Task Submit_GoodJob_EndsPublishedAndTellsEveryStateAndEpochInOrder()
    {
        var job = await SubmitAsync(("epochs", "3"));
        Assert.Equal((JobState.Queued, "tones", "local"), (job.State, job.ModelName, job.Executor));

        var changes = await WatchAsync(job.Id);

        Assert.Equal("tones 1.0.0", (await _host.Client.GetJobAsync(new GetJobRequest { Id = job.Id })).Reason);
        Assert.Equal(
            ["Queued", "Preparing", "Training", "1/3", "2/3", "3/3", "Evaluating", "Published"], changes);
        var ended = await _host.Client.GetJobAsync(new GetJobRequest { Id = job.Id }).ResponseAsync.WithTimeout();
        Assert.Equal(("tones", "1.0.0", 3, 1),
            (ended.ModelName, ended.ModelVersion, ended.Progress.Epoch, ended.Attempt));
        // Whoever watches a job that has ended sees the same.
        Assert.Equal(changes, await WatchAsync(job.Id));
        Assert.Contains("\"event\": \"packaged\"", await LogAsync(job.Id), StringComparison.Ordinal);
        var model = await _host.Client.GetModelAsync(
            new GetModelRequest { Task = job.Task, Name = "tones", Version = "1.0.0" }).ResponseAsync.WithTimeout();
        Assert.NotNull(await _host.Store.FindAsync(
            new Kws.Storage.ObjectKey($"{model.PackageKey}/manifest.json")).WithTimeout());
        var answers = Assert.Single(model.Answers);
        Assert.Equal(("tones/1.0.0", "tones 1, validation"), (answers.Model, answers.Data));
        Assert.Equal(answers.Labels.Count * answers.Labels.Count, answers.Counts.Count);
        Assert.Equal(model.Gates.Single(gate => gate.Gate == "accuracy").Value,
            (Enumerable.Range(0, answers.Labels.Count).Sum(label => answers.Counts[label * (answers.Labels.Count + 1)])
                / (double)answers.Counts.Sum()).ToString("0.####", System.Globalization.CultureInfo.InvariantCulture));
    }

    [SkippableFact]
    public async Task Submit_SecondModel_IsComparedWithTheOneThatServes()
    {
        await WatchAsync((await SubmitAsync()).Id);
        await using (var database = _host.Databases.Open())
        {
            database.Aliases.Add(new AliasRow
            {
                Task = ModelTask.KeywordSpotting,
                Alias = "champion",
                Name = "tones",
                Version = "1.0.0",
                PromotionId = "one",
                At = DateTimeOffset.UnixEpoch,
            });
            await database.SaveChangesAsync().WithTimeout();
        }
        var second = await SubmitAsync();
        await WatchAsync(second.Id);

        var model = await _host.Client.GetModelAsync(
            new GetModelRequest { Task = second.Task, Name = "tones", Version = "1.1.0" }).ResponseAsync.WithTimeout();
        Assert.Equal(["tones/1.1.0", "tones/1.0.0"], model.Answers.Select(answers => answers.Model));
        Assert.Equal(model.Answers[0].Counts.Sum(), model.Answers[1].Counts.Sum());
    }

    [SkippableFact]
    public async Task Submit_TwoOfOneName_GetVersionsOfTheirOwn()
    {
        Job first = await SubmitAsync(), second = await SubmitAsync();
        await WatchAsync(first.Id);
        await WatchAsync(second.Id);
        var jobs = await _host.Client.ListJobsAsync(new ListJobsRequest()).ResponseAsync.WithTimeout();
        Assert.Equal(["1.0.0", "1.1.0"], jobs.Jobs.Select(job => job.ModelVersion).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task Submit_ModelThatHearsNothing_EndsRejectedWithTheGatesReport()
    {
        // All clips of "yes" and "no" are silent.
        await using (var database = _host.Databases.Open())
        {
            foreach (var file in database.DataSetFiles)
                await _host.Store.PutAsync(
                    new Kws.Storage.ObjectKey($"datasets/tones/0123456789abcdef/{file.Path}"),
                    new MemoryStream(Kws.Audio.WavWriter.ToPcm16(16_000, new float[16_000]))).WithTimeout();
        }

        var job = await SubmitAsync();
        Assert.Equal("Rejected", (await WatchAsync(job.Id))[^1]);
        var ended = await _host.Client.GetJobAsync(new GetJobRequest { Id = job.Id }).ResponseAsync.WithTimeout();
        Assert.Matches("^accuracy is 0\\.\\d+, allowed: at least 0\\.4$", ended.Reason);
    }

    [SkippableFact]
    public async Task Submit_ThatExtendsAModel_StartsFromItsWeights()
    {
        await WatchAsync((await SubmitAsync()).Id);
        var request = RequestOf();
        request.Extends = "tones/1.0.0";
        var job = await _host.Client.SubmitJobAsync(request).ResponseAsync.WithTimeout();
        Assert.Equal("Published", (await WatchAsync(job.Id))[^1]);
        using var weights = new StreamReader(await _host.Store.OpenAsync(
            new Kws.Storage.ObjectKey("weights/keyword-spotting/tones/1.1.0.pt")).WithTimeout());
        Assert.EndsWith("start.pt", await weights.ReadToEndAsync().WithTimeout(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Submit_TrainerDiesOnce_IsTriedAgainAndGoesOnFromTheCheckpoint()
    {
        var job = await SubmitAsync(("epochs", "3"), ("crash_in", "2"));
        var changes = await WatchAsync(job.Id);
        Assert.Equal(["Queued", "Preparing", "Training", "1/3", "Queued", "Preparing", "Training", "2/3", "3/3",
            "Evaluating", "Published"], changes);
        Assert.Contains("\"event\": \"resumed\", \"epoch\": 1", await LogAsync(job.Id), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Submit_HyperparameterThatTheTrainerRefuses_FailsWithItsReasonAtOnce()
    {
        var job = await SubmitAsync(("epochs", "0"));
        Assert.Equal("Failed", (await WatchAsync(job.Id))[^1]);
        var ended = await _host.Client.GetJobAsync(new GetJobRequest { Id = job.Id }).ResponseAsync.WithTimeout();
        Assert.Equal(("recipe: epochs: 0, at least 1", 1), (ended.Reason, ended.Attempt));
    }

    [SkippableFact]
    public async Task Cancel_WhileItTrains_EndsItsProcess()
    {
        var job = await SubmitAsync(("epochs", "1000"), ("pause", "0.05"));
        await Eventually.BeAsync(async () =>
            (await LogAsync(job.Id)).Contains("\"event\": \"epoch\"", StringComparison.Ordinal));
        await _host.Client.CancelJobAsync(new CancelJobRequest { Id = job.Id }).ResponseAsync.WithTimeout();
        Assert.Equal("Cancelled", (await WatchAsync(job.Id))[^1]);
        var trainer = System.Text.RegularExpressions.Regex
            .Match(await LogAsync(job.Id), "\"process\": (\\d+)").Groups[1];
        Assert.False(Directory.Exists($"/proc/{trainer.Value}"));
    }

    [SkippableFact]
    public async Task Submit_SameRequestAgain_IsTheSameJobAndWithOthersContentsIsRefused()
    {
        var request = RequestOf();
        request.RequestId = "mine";
        var first = await _host.Client.SubmitJobAsync(request).ResponseAsync.WithTimeout();
        var again = await _host.Client.SubmitJobAsync(request).ResponseAsync.WithTimeout();
        Assert.Equal(first.Id, again.Id);
        request.ModelName = "another";
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            _host.Client.SubmitJobAsync(request).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.AlreadyExists, refused.StatusCode);
    }

    public static TheoryData<string, string, StatusCode, string> Faults => new()
    {
        { "task", "", StatusCode.InvalidArgument, "task: Unspecified" },
        { "data_set", "nowhere", StatusCode.NotFound, "data set 'nowhere'" },
        { "data_set", "../x", StatusCode.InvalidArgument, "data_set: '../x'" },
        { "recipe", "huge", StatusCode.NotFound, "keyword-spotting has: own-words, tiny" },
        { "recipe", "a/b", StatusCode.InvalidArgument, "recipe: 'a/b'" },
        { "executor", "moon", StatusCode.InvalidArgument, "executor: 'moon'" },
        { "model_name", "..", StatusCode.InvalidArgument, "model_name: '..'" },
        { "max_attempts", "11", StatusCode.InvalidArgument, "max_attempts: 11" },
        { "extends", "tones", StatusCode.InvalidArgument, "extends: 'tones'" },
        { "extends", "tones/9.9.9", StatusCode.InvalidArgument, "or one that ships" },
        { "hyperparameters", "name", StatusCode.InvalidArgument, "hyperparameters: 'name'" },
    };

    [SkippableTheory]
    [MemberData(nameof(Faults))]
    public async Task Submit_Fault_NamesFieldValueAndLimit(string field, string value, StatusCode status, string words)
    {
        var request = RequestOf();
        switch (field)
        {
            case "task": request.Task = TrainingTask.Unspecified; break;
            case "data_set": request.DataSet = value; break;
            case "recipe": request.Recipe = value; break;
            case "executor": request.Executor = value; break;
            case "model_name": request.ModelName = value; break;
            case "extends": request.Extends = value; break;
            case "max_attempts": request.MaxAttempts = 11; break;
            default: request.Hyperparameters[value] = "1"; break;
        }

        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            _host.Client.SubmitJobAsync(request).ResponseAsync.WithTimeout());
        Assert.Equal(status, refused.StatusCode);
        Assert.Contains(words, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await _host.Client.ListJobsAsync(new ListJobsRequest()).ResponseAsync.WithTimeout()).Jobs);
    }

    [SkippableFact]
    public async Task AnyCall_JobThatNobodyKnows_IsNotFound()
    {
        Skip.If(_host is null, "python3 is not installed");
        foreach (var call in (Func<Task>[])[
            () => _host.Client.GetJobAsync(new GetJobRequest { Id = "x" }).ResponseAsync,
            () => _host.Client.CancelJobAsync(new CancelJobRequest { Id = "x" }).ResponseAsync,
            () => WatchAsync("x"),
            () => LogAsync("x"),
        ])
            Assert.Equal(StatusCode.NotFound,
                (await Assert.ThrowsAsync<RpcException>(() => call().WithTimeout())).StatusCode);
    }

    private SubmitJobRequest RequestOf(params (string Key, string Value)[] settings)
    {
        Skip.If(_host is null, "python3 is not installed");
        var request = new SubmitJobRequest
        {
            Task = TrainingTask.KeywordSpotting,
            DataSet = ToneDataSet.Name,
            Recipe = "tiny",
        };
        foreach (var (key, value) in settings)
            request.Hyperparameters[key] = value;
        return request;
    }

    private Task<Job> SubmitAsync(params (string Key, string Value)[] settings) =>
        _host.Client.SubmitJobAsync(RequestOf(settings)).ResponseAsync.WithTimeout();

    private async Task<List<string>> WatchAsync(string id)
    {
        using var watch = _host.Client.WatchJob(
            new WatchJobRequest { Id = id }, deadline: DateTime.UtcNow + s_patience);
        var changes = new List<string>();
        await foreach (var change in watch.ResponseStream.ReadAllAsync())
            changes.Add(change.Transition is { } moved
                ? moved.To.ToString()
                : $"{change.Progress.Epoch}/{change.Progress.Epochs}");
        return changes;
    }

    private async Task<string> LogAsync(string id)
    {
        using var log = _host.Client.ReadJobLog(
            new ReadJobLogRequest { Id = id }, deadline: DateTime.UtcNow + s_patience);
        var text = new MemoryStream();
        await foreach (var piece in log.ResponseStream.ReadAllAsync())
            piece.Text.WriteTo(text);
        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }
}
