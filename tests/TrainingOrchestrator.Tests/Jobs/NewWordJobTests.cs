using System.Security.Cryptography;
using Grpc.Core;
using Kws.Models;
using Kws.Storage;
using Kws.TestSupport.Speech;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets;

namespace Kws.TrainingOrchestrator.Tests.Jobs;

/// <summary>A word is added to a model that ships: the trainer is staged and hands out what the real one made of
/// it.</summary>
public sealed class NewWordJobTests : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly string[] s_voices = ["en-us+f4", "en-gb+m6", "en-029+m8", "en-gb-scotland+f4"];
    private readonly TemporaryFolder _folder = new();
    private TrainingHost _host = null!;

    public async Task InitializeAsync()
    {
        if (File.Exists("/usr/bin/python3"))
            _host = await TrainingHost.StartAsync(_folder, new StagedTrainer(_folder).Folder);
    }

    public async Task DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Submit_NewWordForAShippedModel_TellsItsFalseAlarmsAndKeepsTheOldWords()
    {
        await PutAsync("lights-on", "unknown");
        var job = await _host.Client.SubmitJobAsync(RequestOf()).ResponseAsync.WithTimeout(s_patience);
        Assert.Equal(("word", "small-lights-on"), (job.Recipe, job.ModelName));

        var ended = await EndAsync(job.Id);

        Assert.True(ended.State == JobState.Published, ended.Reason);
        var model = await _host.Client.GetModelAsync(new GetModelRequest
        {
            Task = TrainingTask.KeywordSpotting,
            Name = "small-lights-on",
            Version = "1.0.0",
        }).ResponseAsync.WithTimeout();
        var alarms = Assert.Single(model.Metrics, metric => metric.Name == "false_alarms_per_hour.lights-on");
        Assert.Matches("^0\\.0\\d h of talk by 4 speakers, to which nothing was fitted: \\d+ false "
            + "alarms, 95 % interval \\d+\\.\\d to \\d+\\.\\d an hour$", alarms.Data);
        var missed = Assert.Single(model.Metrics, metric => metric.Name == "stream.miss_share.lights-on");
        Assert.InRange(missed.Value, 0, 0.3);
        Assert.True(Assert.Single(model.Gates, gate => gate.Gate == "old-words").Passed);
        // The base came into the registry on the way.
        var basis = await _host.Client.ListModelsAsync(new ListModelsRequest { Name = "small" }).ResponseAsync
            .WithTimeout();
        Assert.Equal(("1.3.0", "shipped"), (basis.Models[0].Version, basis.Models[0].CreatedBy));
    }

    [SkippableFact]
    public async Task Submit_DataSetWithoutANewWord_IsRefusedForTheRecipeOfWords()
    {
        await PutAsync("yes", "unknown");
        var request = RequestOf();
        request.Recipe = "word";
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            _host.Client.SubmitJobAsync(request).ResponseAsync.WithTimeout(s_patience));
        Assert.Equal(
            (StatusCode.InvalidArgument, "data_set: 'lights' is not allowed; allowed: a data set with a word that "
                + "small/1.3.0 lacks"),
            (refused.StatusCode, refused.Status.Detail));
    }

    [SkippableFact]
    public async Task Submit_RecipeOfWordsWithoutAModel_IsRefused()
    {
        await PutAsync("lights-on", "unknown");
        var request = RequestOf();
        (request.Recipe, request.Extends) = ("word", "");
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            _host.Client.SubmitJobAsync(request).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains("recipe 'word' adds words to", refused.Status.Detail, StringComparison.Ordinal);
    }

    private static SubmitJobRequest RequestOf() => new()
    {
        Task = TrainingTask.KeywordSpotting,
        DataSet = "lights",
        Extends = "small/1.3.0",
        Hyperparameters = { ["model"] = Repository.PathOf("tests/Kws.TestSupport/Training/small-lights-on") },
    };

    private async Task<Job> EndAsync(string id)
    {
        using var watch = _host.Client.WatchJob(new WatchJobRequest { Id = id });
        while (await watch.ResponseStream.MoveNext(CancellationToken.None).WithTimeout(s_patience))
        {
        }

        return await _host.Client.GetJobAsync(new GetJobRequest { Id = id }).ResponseAsync.WithTimeout();
    }

    // Each voice says both in validation, and talks; another one is for training.
    private async Task PutAsync(string word, string other)
    {
        var files = new List<DataSetFileRow>();
        async Task AddAsync(DataSplit split, string label, string voice, string text, int take)
        {
            var content = await EspeakVoice.SayAsync(text, voice);
            var speaker = voice.Replace('+', '.');
            var path = $"{(split == DataSplit.Training ? "train" : "validation")}/{label}/{speaker}_nohash_{take}.wav";
            await _host.Store.PutAsync(new ObjectKey($"datasets/lights/0/{path}"), new MemoryStream(content))
                .WithTimeout();
            files.Add(new DataSetFileRow
            {
                DataSet = "lights",
                Version = 1,
                Path = path,
                Label = label,
                Split = split,
                Source = speaker,
                Bytes = content.Length,
                Sha256 = Convert.ToHexStringLower(SHA256.HashData(content)),
            });
        }

        foreach (var voice in s_voices)
        {
            await AddAsync(DataSplit.Validation, word, voice, word.Replace('-', ' '), 0);
            await AddAsync(DataSplit.Validation, other, voice, "river", 0);
            await AddAsync(DataSplit.Validation, other, voice,
                "The kettle was still warm when my sister came home from the market, and nobody knew where the "
                + "neighbours had put the ladder that we wanted to borrow for the weekend.", 1);
        }

        await AddAsync(DataSplit.Training, word, "en-us+m1", word.Replace('-', ' '), 0);
        await AddAsync(DataSplit.Training, other, "en-us+m1", "river", 0);
        await using var database = _host.Databases.Open();
        database.DataSets.Add(new DataSetRow
        {
            Name = "lights",
            Version = 1,
            Task = ModelTask.KeywordSpotting,
            ContentSha256 = new string('1', 64),
            Prefix = "datasets/lights/0",
            Files = files.Count,
            Bytes = files.Sum(file => file.Bytes),
            CreatedAt = DateTimeOffset.UnixEpoch,
            Entries = files,
        });
        await database.SaveChangesAsync().WithTimeout();
    }
}
