using Kws.Models;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Executors.Local;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Tests.Executors;

/// <summary>The child process, played by a small script in the trainer's place; the trainer itself is started by
/// <c>TrainingEndToEndTests</c>.</summary>
public sealed class LocalTrainerTests : IDisposable
{
    private const string Follow = "import json, os, signal, sys, threading, time\n"
        + "def tell(**line): print(json.dumps(line), flush=True)\n"
        + "def follow():\n    while os.read(0, 100): pass\n    os.kill(os.getpid(), signal.SIGTERM)\n"
        + "threading.Thread(target=follow, daemon=True).start()\n";

    private readonly TemporaryFolder _folder = new();
    private readonly ToldEpochs _told = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Train_ToTheEnd_TellsEpochsGivesThePackageAndKeepsTheLog()
    {
        var package = await TrainAsync(
            "tell(event='started', epochs=2)\n"
            + "tell(event='epoch', epoch=1, epochs=2, loss=2.5, accuracy=0.25, learning_rate=0.1, seconds=3.0)\n"
            + "print('a warning of a library', file=sys.stderr, flush=True)\nprint('no JSON', flush=True)\n"
            + "tell(event='epoch', epoch=2, epochs=2, loss=1.5, accuracy=0.5, learning_rate=0.05, seconds=3.0)\n"
            + "tell(event='packaged', folder='/a/package', arguments=sys.argv[1:])\n").WithTimeout();
        Assert.Equal(new TrainedModel("/a/package"), package);
        Assert.Equal(
            [new TrainedEpoch(1, 2, 2.5, 0.25, 0.1, TimeSpan.FromSeconds(3)),
                new TrainedEpoch(2, 2, 1.5, 0.5, 0.05, TimeSpan.FromSeconds(3))], _told.Epochs);
        var log = await File.ReadAllTextAsync(Run().Log).WithTimeout();
        Assert.Contains("a warning of a library", log, StringComparison.Ordinal);
        Assert.Contains("no JSON", log, StringComparison.Ordinal);
        Assert.Contains("\"--task\", \"keyword-spotting\"", log, StringComparison.Ordinal);
        Assert.Contains("\"--set\", \"epochs=2\", \"--set\", \"name=mine\"", log, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Train_BadInput_FailsForGoodWithTheTrainersReason()
    {
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => TrainAsync(
            "tell(event='failed', error='recipe: epochs: 0, at least 1')\nsys.exit(2)\n").WithTimeout());
        Assert.Equal("recipe: epochs: 0, at least 1", failed.Message);
    }

    [SkippableFact]
    public async Task Train_Crash_MayBeTriedAgainAndTellsTheLastLine()
    {
        var failed = await Assert.ThrowsAsync<InvalidOperationException>(() => TrainAsync(
            "print('MemoryError', file=sys.stderr, flush=True)\nos._exit(1)\n").WithTimeout());
        Assert.Equal("the trainer ended with exit code 1: MemoryError", failed.Message);
    }

    [SkippableTheory]
    [InlineData("")]
    [InlineData("signal.signal(signal.SIGTERM, signal.SIG_IGN)\n")]
    public async Task Train_Cancelled_LeavesNoProcessAlsoOfATrainerThatDoesNotListen(string trainer)
    {
        using var cancelled = new CancellationTokenSource();
        var training = TrainAsync(
            trainer + "tell(event='epoch', epoch=1, epochs=9, loss=os.getpid())\ntime.sleep(600)\n", cancelled.Token);
        await Eventually.BeAsync(() => _told.Epochs.Count == 1);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training.WithTimeout());
        Assert.False(Directory.Exists($"/proc/{(int)_told.Epochs[0].Loss}"));
    }

    [Fact]
    public void Missing_NoTrainerOrNoPython_SaysWhatToSet()
    {
        Assert.Contains("Trainer:Folder", Trainer(Path.Combine(_folder.Path, "nowhere"), exists: false).Missing,
            StringComparison.Ordinal);
        var python = new LocalTrainerOptions { Folder = _folder.Path, Python = "/nowhere/python3" };
        Assert.Contains("Trainer:Python: '/nowhere/python3'", TrainerOf(python).Missing, StringComparison.Ordinal);
    }

    private Task<TrainedModel> TrainAsync(string script, CancellationToken cancellationToken = default)
    {
        Skip.IfNot(File.Exists("/usr/bin/python3"), "python3 is not installed");
        var package = Directory.CreateDirectory(Path.Combine(_folder.Path, "kws_training")).FullName;
        File.WriteAllText(Path.Combine(package, "__init__.py"), "");
        File.WriteAllText(Path.Combine(package, "__main__.py"), Follow + script.Replace(
            "arguments=sys.argv[1:])", "arguments=0)\nprint(json.dumps(sys.argv[1:]))", StringComparison.Ordinal));
        return TrainerOf(new LocalTrainerOptions
        {
            Folder = _folder.Path,
            StopPatience = TimeSpan.FromSeconds(2),
        }).TrainAsync(Run(), _told, cancellationToken);
    }

    private static LocalTrainer Trainer(string folder, bool exists) =>
        TrainerOf(new LocalTrainerOptions { Folder = exists ? folder : null });

    private static LocalTrainer TrainerOf(LocalTrainerOptions options) => new(
        new TrainerFolder(
            Options.Create(options), options.Folder is null ? Path.GetTempPath() : AppContext.BaseDirectory),
        dataSets: null!, packages: null!, bases: null!, recipes: null!, folders: null!, Options.Create(options),
        TimeProvider.System, NullLogger<LocalTrainer>.Instance);

    private TrainingRun Run() => new(
        new JobRow
        {
            Id = "job",
            RequestId = "job",
            Task = ModelTask.KeywordSpotting,
            DataSet = "words",
            DataSetVersion = 1,
            Recipe = "tiny",
            Hyperparameters = "{}",
            Executor = "local",
            ModelName = "mine",
            Extends = "",
            CreatedBy = "tests",
            CreatedAt = DateTimeOffset.UnixEpoch,
            MaxAttempts = 1,
        },
        "/data", "/recipe.json", new SortedDictionary<string, string> { ["epochs"] = "2", ["name"] = "mine" },
        Path.Combine(_folder.Path, "job"));

    private sealed class ToldEpochs : ITrainingListener
    {
        private readonly Lock _gate = new();
        private readonly List<TrainedEpoch> _epochs = [];

        public IReadOnlyList<TrainedEpoch> Epochs
        {
            get
            {
                lock (_gate)
                    return [.. _epochs];
            }
        }

        public Task BeginsAsync(string externalId, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task EpochAsync(TrainedEpoch epoch, CancellationToken cancellationToken)
        {
            lock (_gate)
                _epochs.Add(epoch);
            return Task.CompletedTask;
        }
    }
}
