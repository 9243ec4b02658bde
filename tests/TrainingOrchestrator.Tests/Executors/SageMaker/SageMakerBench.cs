using System.Text;
using Amazon.Runtime;
using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Importing;
using Kws.TrainingOrchestrator.DataSets.Preparing;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Executors.Local;
using Kws.TrainingOrchestrator.Executors.SageMaker;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Tests.Database;
using Kws.TrainingOrchestrator.Tests.DataSets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>The executor with everything real but AWS, whose place a server of this process takes, and the
/// clock.</summary>
internal sealed class SageMakerBench : IAsyncDisposable, ITrainingListener
{
    public const string Root = "s3://kws-test/kws/prod";

    private const string TonesId = "0192f0c1d2e37abc8123456789abcdef";
    private const string LettersId = "0192f0c1d2e37abc8123456789abcdee";
    private readonly TemporaryFolder _folder;
    private readonly List<SageMakerConnection> _connections = [];

    private SageMakerBench(
        FakeSageMaker server, TemporaryFolder folder, TestDatabase databases, IObjectStore? store)
    {
        (_folder, Server, Databases) = (folder, server, databases);
        Store = store ?? new DirectoryObjectStore(_folder["objects"]);
        Options = new SageMakerOptions
        {
            Role = "arn:aws:iam::123456789012:role/service-role/kws-training",
            Region = FakeSageMaker.Region,
            ServiceUrl = server.Address,
            Bucket = "kws-test",
            Prefix = "kws/prod",
            TrainerImage = "763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3.0-cpu-py311",
            Patience = TimeSpan.FromDays(1),
        };
    }

    public FakeSageMaker Server { get; }

    public TestDatabase Databases { get; }

    public IObjectStore Store { get; }

    public SageMakerOptions Options { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>What the executor told.</summary>
    public List<TrainedEpoch> Epochs { get; } = [];

    /// <summary>The names that it told before it began.</summary>
    public List<string> Begins { get; } = [];

    public string Trainer => _folder["training"];

    /// <param name="store">Null: a folder.</param>
    public static async Task<SageMakerBench> StartAsync(IObjectStore? store = null)
    {
        var folder = new TemporaryFolder();
        var bench = new SageMakerBench(
            await FakeSageMaker.StartAsync(), folder, await TestDatabase.SqliteAsync(folder), store);
        await ToneDataSet.PutAsync(bench.Databases, bench.Store);
        await LetterDataSet.PutAsync(bench.Databases, bench.Store);
        foreach (var (path, text) in ((string, string)[])[("train.py", "import kws_training"),
            ("kws_training/__init__.py", ""), ("recipes/keyword-spotting/tiny.json", """{"name": "tones"}""")])
        {
            var file = Path.Combine(bench.Trainer, path);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            await File.WriteAllTextAsync(file, text).WithTimeout();
        }

        return bench;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var connection in _connections)
            connection.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>A job of the trainer's on tones.</summary>
    public static JobRow TonesJob(int attempt = 1, string settings = "{}", string extends = "") =>
        Job(ModelTask.KeywordSpotting, ToneDataSet.Name, "tiny", attempt, settings, extends);

    /// <summary>A job of SageMaker's own algorithm on letters.</summary>
    public static JobRow LettersJob(string settings = """{"image_shape": "3,16,16"}""") =>
        Job(ModelTask.SignLetters, LetterDataSet.Name, ImageClassification.RecipeName, 1, settings, "");

    /// <summary>As another process would make it.</summary>
    public SageMakerTrainer Executor(string? secretKey = null)
    {
        var options = Microsoft.Extensions.Options.Options.Create(Options);
        var addresses = new S3Addresses(
            options, Microsoft.Extensions.Options.Options.Create(new ObjectStoreOptions()));
        var connection = new SageMakerConnection(
            options, new BasicAWSCredentials(FakeSageMaker.AccessKey, secretKey ?? FakeSageMaker.SecretKey));
        _connections.Add(connection);
        var imports = Microsoft.Extensions.Options.Options.Create(
            new ImportOptions { WorkFolder = _folder["imports"] });
        var versions = new DataSetVersions(Databases);
        var preparation = new DataSetPreparation(
            versions, Store, new ImportFolders(imports), imports, NullLogger<DataSetPreparation>.Instance);
        var trainer = new TrainerFolder(
            Microsoft.Extensions.Options.Options.Create(new LocalTrainerOptions { Folder = Trainer }));
        return new SageMakerTrainer(
            new RemoteJobs(connection, options, Clock, NullLogger<RemoteJobs>.Instance),
            new TrainingJobRequests(options, addresses),
            new SageMakerData(versions, preparation, Store, addresses),
            new TrainerSource(trainer, Store),
            new TrainedArtefact(addresses, Store, options, NullLogger<TrainedArtefact>.Instance),
            addresses,
            new JobFolders(Microsoft.Extensions.Options.Options.Create(
                new JobOptions { WorkFolder = _folder["jobs"] })),
            options);
    }

    public TrainingRun RunOf(JobRow job, string data) => new(
        job, data, "", new SortedDictionary<string, string> { ["name"] = "tones", ["version"] = "1.2.0" },
        Directory.CreateDirectory(_folder["jobs", "jobs", job.Id]).FullName);

    /// <summary>Prepares and trains.</summary>
    public async Task<TrainedModel> TrainAsync(
        JobRow job, SageMakerTrainer? executor = null, CancellationToken cancellationToken = default)
    {
        executor ??= Executor();
        var prepared = await executor.PrepareAsync(job, cancellationToken);
        return await executor.TrainAsync(RunOf(job, prepared.Data), this, cancellationToken);
    }

    /// <summary>Lets time pass until the task has ended.</summary>
    public async Task<T> PassAsync<T>(Task<T> task)
    {
        for (var i = 0; i < 6_000 && !task.IsCompleted; i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(task, Task.Delay(5)).WithTimeout();
        }

        return await task.WithTimeout();
    }

    /// <summary>Completes a training job with a package of tones, or with what is given.</summary>
    public async Task CompleteAsync(string name, byte[]? artefact = null)
    {
        await Store.PutAsync(KeyOf(name), new MemoryStream(artefact ?? Artefact())).WithTimeout();
        Server.Complete(name);
    }

    /// <summary>Where SageMaker leaves a job's model.</summary>
    public static ObjectKey KeyOf(string name) => new($"sagemaker/output/{name}/output/model.tar.gz");

    /// <summary>As the trainer leaves it in its model folder.</summary>
    public static byte[] Artefact(string name = "tones", string version = "1.2.0") =>
        TestArchive.GZip(TestArchive.Tar(Files(name, version)));

    public static Dictionary<string, byte[]> Files(string name = "tones", string version = "1.2.0")
    {
        using var folder = new TemporaryFolder();
        var package = TinyKeywordModel.WritePackage(folder.Path, name, version);
        var files = Directory.GetFiles(package).ToDictionary(
            file => $"keyword-spotting/{name}/{version}/{Path.GetFileName(file)}", File.ReadAllBytes);
        files[$"keyword-spotting/{name}/{version}.pt"] = "weights"u8.ToArray();
        files["progress.jsonl"] = Encoding.UTF8.GetBytes($"{EpochLine(1, "0.5")}\n{EpochLine(2, "0.25")}\n");
        return files;
    }

    /// <summary>As the trainer prints it.</summary>
    public static string EpochLine(int epoch, string loss) =>
        $$"""{"event": "epoch", "time": "2026-01-02T03:04:05.000+00:00", "epoch": {{epoch}}, "epochs": 2, """
        + $$""" "loss": {{loss}}, "accuracy": 0.75, "learning_rate": 6e-05, "seconds": 3.0}""".TrimStart();

    public async Task<string> LogAsync(JobRow job)
    {
        using var log = new StreamReader(new FileStream(
            JobFolders.LogOf(_folder["jobs", "jobs", job.Id]), FileMode.Open, FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete));
        return await log.ReadToEndAsync().WithTimeout();
    }

    Task ITrainingListener.BeginsAsync(string externalId, CancellationToken cancellationToken)
    {
        Begins.Add(externalId);
        return Task.CompletedTask;
    }

    Task ITrainingListener.EpochAsync(TrainedEpoch epoch, CancellationToken cancellationToken)
    {
        Epochs.Add(epoch);
        return Task.CompletedTask;
    }

    private static JobRow Job(
        ModelTask task, string dataSet, string recipe, int attempt, string settings, string extends) => new()
        {
            Id = task == ModelTask.SignLetters ? LettersId : TonesId,
            RequestId = "request",
            Task = task,
            State = JobState.Training,
            DataSet = dataSet,
            DataSetVersion = 1,
            Recipe = recipe,
            Hyperparameters = settings,
            Executor = "sagemaker",
            ModelName = "tones",
            Extends = extends,
            CreatedBy = "tests",
            CreatedAt = DateTimeOffset.UnixEpoch,
            Attempt = attempt,
            MaxAttempts = 3,
        };
}
