using Grpc.Core;
using Kws.Storage;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Executors.SageMaker;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>Whole jobs over gRPC, from their submission to their end.</summary>
[Trait("Duration", "Long")]
[Collection(nameof(SageMakerJobTestBase))]
public sealed class SageMakerJobTests : SageMakerJobTestBase
{
    private TrainingHost _host = null!;

    private Kws.Training.V1.Training.TrainingClient Client => _host.Client;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        _host = await TrainingHost.StartAsync(Folder, Trainer, Settings);
        await ToneDataSet.PutAsync(_host.Databases, _host.Store);
        await LetterDataSet.PutAsync(_host.Databases, _host.Store);
    }

    public override async Task DisposeAsync()
    {
        await _host.DisposeAsync();
        await base.DisposeAsync();
    }

    [SkippableFact]
    public async Task Submit_OwnTrainer_EndsPublishedAsALocalJobDoes()
    {
        var job = await SubmitAsync(Tones);
        var name = $"kws-{job.Id}-1";
        await ThereAsync(name);
        await CompleteAsync(name);

        Assert.Equal(["Queued", "Preparing", "Training", "1/2", "2/2", "Evaluating", "Published"],
            await WatchAsync(Client, job.Id));
        var model = await Client.GetModelAsync(
            new GetModelRequest { Task = job.Task, Name = "tones", Version = "1.0.0" }).ResponseAsync.WithTimeout();
        Assert.NotNull(await _host.Store.FindAsync(new ObjectKey($"{model.PackageKey}/manifest.json")).WithTimeout());
        Assert.NotNull(await _host.Store.FindAsync(new("weights/keyword-spotting/tones/1.0.0.pt")).WithTimeout());
        _host.Logs.AssertNoErrors();

        // Another one starts from its weights.
        var request = Tones;
        request.Extends = "tones/1.0.0";
        job = await SubmitAsync(request);
        await ThereAsync($"kws-{job.Id}-1");
        Assert.Equal("\"/opt/ml/input/data/weights/1.0.0.pt\"", Server.BodiesOf("CreateTrainingJob")[1]
            .GetProperty("HyperParameters").GetProperty("set.start_from").GetString());
        await CompleteAsync($"kws-{job.Id}-1");
        Assert.Equal("Published", (await WatchAsync(Client, job.Id))[^1]);
    }

    [SkippableFact]
    public async Task Submit_ImageClassification_EndsRejectedAndKeepsTheModel()
    {
        var job = await SubmitAsync(Letters(("num_layers", "18"), ("image_shape", "3,16,16"), ("epochs", "3")));
        var name = $"kws-{job.Id}-1";
        await ThereAsync(name);
        await Store.PutAsync(SageMakerBench.KeyOf(name), new MemoryStream([1, 2, 3])).WithTimeout();
        Server.Measure(name, ("validation:accuracy", 0.5));
        Server.Complete(name);

        Assert.Equal(["Queued", "Preparing", "Training", "3/3", "Evaluating", "Rejected"],
            await WatchAsync(Client, job.Id));
        var ended = await JobAsync(Client, job.Id);
        Assert.Equal("trained; image-classification makes a model of MXNet's and the mesh serves ONNX packages only: "
            + $"it is kept at {SageMakerBench.KeyOf(name)} in the object store, 3 bytes", ended.Reason);
        Assert.Equal("", ended.ModelVersion);
        Assert.Empty((await Client.ListModelsAsync(new ListModelsRequest()).ResponseAsync.WithTimeout()).Models);
        Assert.NotNull(await Store.FindAsync(SageMakerBench.KeyOf(name)).WithTimeout());
    }

    [SkippableFact]
    public async Task Submit_FailureThatWouldComeAgain_EndsFailedWithSageMakersReason()
    {
        var job = await SubmitAsync(Tones);
        await ThereAsync($"kws-{job.Id}-1");
        Server.Set($"kws-{job.Id}-1", "Failed", "Failed", "AlgorithmError: exit code 2: recipe: epochs: 0, at least 1");
        Assert.Equal("Failed", (await WatchAsync(Client, job.Id))[^1]);
        var ended = await JobAsync(Client, job.Id);
        Assert.Equal(
            ($"kws-{job.Id}-1 failed: AlgorithmError: exit code 2: recipe: epochs: 0, at least 1", 1),
            (ended.Reason, ended.Attempt));
    }

    [SkippableFact]
    public async Task Submit_FailureOfSageMakersOwn_IsTriedAgainAsAnotherTrainingJob()
    {
        var job = await SubmitAsync(Tones);
        await ThereAsync($"kws-{job.Id}-1");
        Server.Set($"kws-{job.Id}-1", "Failed", "Failed", "InternalServerError: please try again");
        await ThereAsync($"kws-{job.Id}-2");
        await CompleteAsync($"kws-{job.Id}-2");
        Assert.Equal("Published", (await WatchAsync(Client, job.Id))[^1]);
        Assert.Equal("1.0.0", (await JobAsync(Client, job.Id)).ModelVersion);
        Assert.Equal([$"kws-{job.Id}-1", $"kws-{job.Id}-2"], Server.Names);
    }

    [SkippableFact]
    public async Task Cancel_WhileItTrains_StopsTheTrainingJobAndEndsWhenThatHas()
    {
        Server.StopsAtOnce = false;
        var job = await SubmitAsync(Tones);
        await ThereAsync($"kws-{job.Id}-1");
        await Client.CancelJobAsync(new CancelJobRequest { Id = job.Id }).ResponseAsync.WithTimeout();
        await Eventually.BeAsync(() => Server.BodiesOf("StopTrainingJob").Count == 1);
        Assert.Equal(Kws.Training.V1.JobState.Training, (await JobAsync(Client, job.Id)).State);
        Server.Set($"kws-{job.Id}-1", "Stopped", "Stopped");
        Assert.Equal("Cancelled", (await WatchAsync(Client, job.Id))[^1]);
        Assert.Equal("on request", (await JobAsync(Client, job.Id)).Reason);
    }

    [SkippableFact]
    public async Task Stop_OfAReplica_LeavesTheTrainingJobAndAnotherFollowsIt()
    {
        var job = await SubmitAsync(Tones);
        var name = $"kws-{job.Id}-1";
        await ThereAsync(name);
        await _host.StopAsync().WithTimeout();
        Assert.Empty(Server.BodiesOf("StopTrainingJob"));

        // With a work folder of its own.
        await using var another = await TrainingHost.StartAsync(
            Folder, Trainer, [.. Settings, ("Jobs:WorkFolder", Folder["jobs-of-another"])]);
        await Eventually.BeAsync(() => Server.BodiesOf("CreateTrainingJob").Count == 2);
        await CompleteAsync(name);

        Assert.Equal("Published", (await WatchAsync(another.Client, job.Id))[^1]);
        Assert.Equal([name], Server.Names);
        Assert.Equal(1, (await JobAsync(another.Client, job.Id)).Attempt);
    }

    [SkippableFact]
    public async Task Lease_Lost_LeavesTheTrainingJobToWhoeverHasTheJob()
    {
        var job = await SubmitAsync(Tones);
        var name = $"kws-{job.Id}-1";
        await ThereAsync(name);
        await using (var database = _host.Databases.Open())
            await database.Jobs.ExecuteUpdateAsync(row => row.SetProperty(stored => stored.Owner, "another")
                .SetProperty(stored => stored.LeaseUntil, DateTimeOffset.UnixEpoch)).WithTimeout();
        await Eventually.BeAsync(() => Server.BodiesOf("CreateTrainingJob").Count == 2);
        await CompleteAsync(name);
        Assert.Equal("Published", (await WatchAsync(Client, job.Id))[^1]);
        Assert.Equal([name], Server.Names);
        Assert.Empty(Server.BodiesOf("StopTrainingJob"));
    }

    [SkippableTheory]
    [InlineData("image-classification", "sagemaker", "num_layers", "17", "hyperparameters[num_layers]: '17'")]
    [InlineData("image-classification", "sagemaker", "mini_batch_size", "5", "allowed: 1 to 4, the data set's")]
    [InlineData("image-classification", "sagemaker", "num_classes", "24", "allowed: 2, the data set's labels")]
    [InlineData("image-classification", "sagemaker", "layers", "3", "hyperparameters: 'layers'")]
    [InlineData("image-classification", "local", "epochs", "3", "executor: 'local'")]
    [InlineData("small", "local", "augmentation_type", "crop", "hyperparameters[augmentation_type]: 'crop'")]
    [InlineData("small", "sagemaker", "num_layers", "18", "recipe small has keys of its own")]
    public async Task Submit_Fault_IsInvalidArgumentThatNamesFieldValueAndLimit(
        string recipe, string executor, string key, string value, string words)
    {
        Skip.If(Trainer.Length == 0, "python3 is not installed");
        var recipes = Directory.CreateDirectory(Path.Combine(Trainer, "recipes", "sign-letters")).FullName;
        await File.WriteAllTextAsync(Path.Combine(recipes, "small.json"), """{"name": "small"}""").WithTimeout();
        var request = Letters((key, value));
        (request.Recipe, request.Executor) = (recipe, executor);
        var refused = await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request));
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(words, refused.Status.Detail, StringComparison.Ordinal);
        Assert.Empty((await Client.ListJobsAsync(new ListJobsRequest()).ResponseAsync.WithTimeout()).Jobs);
    }

    [SkippableTheory]
    [InlineData("SageMaker:Role", "", "SageMaker:Role: not set")]
    [InlineData("SageMaker:Bucket", "", "Storage:S3:Bucket: not set")]
    [InlineData("SageMaker:TrainerImage", "", "SageMaker:TrainerImage: not set")]
    public async Task Submit_ExecutorThatIsNotSetUp_SaysWhatToSet(string setting, string value, string words)
    {
        Skip.If(Trainer.Length == 0, "python3 is not installed");
        (string, string)[] changed = setting == "SageMaker:Bucket" ? [(setting, value), ("SageMaker:Prefix", "")]
            : [(setting, value)];
        await using var host = await TrainingHost.StartAsync(
            Folder, Trainer, [.. Settings.Where(kept => changed.All(one => one.Item1 != kept.Key)), .. changed]);
        var refused = await Assert.ThrowsAsync<RpcException>(() =>
            host.Client.SubmitJobAsync(Tones).ResponseAsync.WithTimeout());
        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.Contains(words, refused.Status.Detail, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Submit_MoreOrLongerThanSageMakerTakes_IsRefused()
    {
        Skip.If(Trainer.Length == 0, "python3 is not installed");
        var request = Tones;
        request.Hyperparameters["note"] = new string('"', 1_500);
        Assert.Contains("hyperparameters[note]: '3002 characters as JSON' is not allowed; allowed: at most 2500",
            (await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request))).Status.Detail,
            StringComparison.Ordinal);
        request = Tones;
        for (var i = 0; i < 91; i++)
            request.Hyperparameters[$"key{i}"] = "1";
        Assert.Contains("hyperparameters: 91 is not allowed; allowed: at most 90",
            (await Assert.ThrowsAsync<RpcException>(() => SubmitAsync(request))).Status.Detail,
            StringComparison.Ordinal);
    }

    private static SubmitJobRequest Letters(params (string Key, string Value)[] settings)
    {
        var request = new SubmitJobRequest
        {
            Task = TrainingTask.SignLetters,
            DataSet = LetterDataSet.Name,
            Recipe = ImageClassification.RecipeName,
            Executor = "sagemaker",
        };
        foreach (var (key, value) in settings)
            request.Hyperparameters[key] = value;
        return request;
    }

    private Task<Job> SubmitAsync(SubmitJobRequest request)
    {
        Skip.If(Trainer.Length == 0, "python3 is not installed");
        return Client.SubmitJobAsync(request).ResponseAsync.WithTimeout();
    }
}
