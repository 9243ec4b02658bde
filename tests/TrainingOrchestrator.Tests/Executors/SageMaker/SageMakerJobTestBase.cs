using Grpc.Core;
using Kws.Storage;
using Kws.Training.V1;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>Whole jobs whose training is SageMaker's; credentials come as the SDK finds them in an account's
/// environment.</summary>
public abstract class SageMakerJobTestBase : IAsyncLifetime
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private protected TemporaryFolder Folder { get; } = new();

    private protected FakeSageMaker Server { get; private set; } = null!;

    private protected string Trainer { get; private set; } = "";

    /// <summary>The object store, which SageMaker sees as s3://kws-test/kws.</summary>
    private protected DirectoryObjectStore Store => new(Folder["objects"]);

    public virtual async Task InitializeAsync()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", FakeSageMaker.AccessKey);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", FakeSageMaker.SecretKey);
        Server = await FakeSageMaker.StartAsync();
        if (File.Exists("/usr/bin/python3"))
            Trainer = new StagedTrainer(Folder).Folder;
    }

    public virtual async Task DisposeAsync()
    {
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", null);
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", null);
        await Server.DisposeAsync();
        Folder.Dispose();
        Assert.Empty(Server.Refused);
    }

    private protected (string Key, string Value)[] Settings =>
    [
        ("SageMaker:Role", "arn:aws:iam::123456789012:role/kws-training"),
        ("SageMaker:Region", FakeSageMaker.Region),
        ("SageMaker:ServiceUrl", Server.Address),
        ("SageMaker:Bucket", "kws-test"),
        ("SageMaker:Prefix", "kws"),
        ("SageMaker:TrainerImage", "pytorch-training:2.3"),
        ("SageMaker:Poll", "00:00:00.1"),
        ("SageMaker:MaxPoll", "00:00:00.2"),
    ];

    private protected static SubmitJobRequest Tones => new()
    {
        Task = TrainingTask.KeywordSpotting,
        DataSet = ToneDataSet.Name,
        Recipe = "tiny",
        Executor = "sagemaker",
    };

    /// <summary>Completes a training job with the package that its request asks for.</summary>
    private protected async Task CompleteAsync(string name)
    {
        var request = Server.BodiesOf("CreateTrainingJob")
            .Last(body => body.GetProperty("TrainingJobName").GetString() == name).GetProperty("HyperParameters");
        await Store.PutAsync(SageMakerBench.KeyOf(name), new MemoryStream(SageMakerBench.Artefact(
            request.GetProperty("set.name").GetString()!.Trim('"'),
            request.GetProperty("set.version").GetString()!.Trim('"')))).WithTimeout();
        Server.Complete(name);
    }

    private protected Task ThereAsync(string name) =>
        Eventually.BeAsync(() => Server.Names.Contains(name), $"{name} is there");

    private protected static async Task<List<string>> WatchAsync(Client client, string id)
    {
        using var watch = client.WatchJob(new WatchJobRequest { Id = id }, deadline: DateTime.UtcNow + s_patience);
        var changes = new List<string>();
        await foreach (var change in watch.ResponseStream.ReadAllAsync())
            changes.Add(change.Transition is { } moved
                ? moved.To.ToString()
                : $"{change.Progress.Epoch}/{change.Progress.Epochs}");
        return changes;
    }

    private protected static Task<Job> JobAsync(Client client, string id) =>
        client.GetJobAsync(new GetJobRequest { Id = id }).ResponseAsync.WithTimeout();
}
