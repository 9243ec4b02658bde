using Google.Protobuf;
using Grpc.Core;
using Kws.TestSupport.Fuzzing;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Tests.DataSets;
using Kws.TrainingOrchestrator.Tests.DataSets.Correcting;

namespace Kws.TrainingOrchestrator.Tests.Grpc;

/// <summary>Requests of any bytes: a documented status each time, nothing in the log but a line now and then.</summary>
public sealed class RequestFuzzTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Requests_Mutated_GetADocumentedStatus()
    {
        await using var bench = await CorrectionBench.StartAsync(_folder, null,
            ("Trainer:Folder", new StagedTrainer(_folder).Folder), ("Imports:MaxBytes", "20000000"),
            ("Packages:MaxBytes", "1000000"), ("Promotions:Patience", "00:00:01"));

        var seen = await RequestFuzz.RunAsync(
            bench.Host.Invoker, TrainingReflection.Descriptor.Services[0], usual: 384, await SoundAsync(bench),
            further: [StatusCode.AlreadyExists],
            stateful: new Dictionary<string, StatusCode>
            {
                ["PromoteModel"] = StatusCode.FailedPrecondition,
                ["RollBackModel"] = StatusCode.FailedPrecondition,
                ["WithdrawTrial"] = StatusCode.NotFound,
            });

        Assert.Contains(StatusCode.OK, seen);
        Assert.Contains(StatusCode.InvalidArgument, seen);
        Assert.Contains(StatusCode.NotFound, seen);
    }

    private async Task<Dictionary<string, IMessage[]>> SoundAsync(CorrectionBench bench)
    {
        var submit = new SubmitJobRequest
        {
            Task = TrainingTask.KeywordSpotting,
            DataSet = "words",
            Recipe = "tiny",
            Hyperparameters = { ["epochs"] = "2" },
        };
        var job = await bench.Client.SubmitJobAsync(submit).ResponseAsync.WithTimeout();
        // Nobody works on it: it ends at once, and is a job that can be watched to its end.
        await bench.Client.CancelJobAsync(new CancelJobRequest { Id = job.Id }).ResponseAsync.WithTimeout();
        var package = Package();
        using (var publish = bench.Client.PublishModel())
        {
            foreach (var message in package)
                await publish.RequestStream.WriteAsync(message).WithTimeout();
            await publish.RequestStream.CompleteAsync().WithTimeout();
            await publish.ResponseAsync.WithTimeout();
        }

        var promote = new PromoteModelRequest
        {
            Task = TrainingTask.KeywordSpotting,
            Name = "tiny",
            Version = "1.0.0",
            Alias = "candidate",
        };
        var promotion = await bench.Client.PromoteModelAsync(promote).ResponseAsync.WithTimeout();
        var mark = new MarkRecordingRequest { Key = await bench.RecordAsync("a1"), Label = "no", DataSet = "words" };
        return new Dictionary<string, IMessage[]>
        {
            ["ImportDataSet"] =
            [
                new ImportDataSetRequest
                {
                    Config = new ImportConfig
                    {
                        Name = "words",
                        Task = TrainingTask.KeywordSpotting,
                        Upload = ArchiveKind.Tar,
                    },
                },
                new ImportDataSetRequest { Chunk = ByteString.CopyFrom(TestArchive.Tar(TestClips.Words())) },
            ],
            ["PrepareDataSet"] =
            [
                new PrepareDataSetRequest
                {
                    Name = "words",
                    Version = 1,
                    Format = PreparedFormat.MfccJson,
                    Prefix = "prepared",
                },
            ],
            ["ListDataSets"] = [new ListDataSetsRequest()],
            ["GetDataSet"] = [new GetDataSetRequest { Name = "words", Version = 1 }],
            ["SubmitJob"] = [submit],
            ["GetJob"] = [new GetJobRequest { Id = job.Id }],
            ["ListJobs"] = [new ListJobsRequest { Limit = 5, States = { JobState.Cancelled } }],
            ["WatchJob"] = [new WatchJobRequest { Id = job.Id }],
            ["CancelJob"] = [new CancelJobRequest { Id = job.Id }],
            ["ReadJobLog"] = [new ReadJobLogRequest { Id = job.Id, Follow = true }],
            ["PublishModel"] = [.. package],
            ["ListModels"] = [new ListModelsRequest { Task = TrainingTask.KeywordSpotting, Name = "tiny" }],
            ["GetModel"] =
            [
                new GetModelRequest { Task = TrainingTask.KeywordSpotting, Name = "tiny", Version = "1.0.0" },
            ],
            ["PromoteModel"] = [promote],
            ["RollBackModel"] = [new RollBackModelRequest { Task = TrainingTask.KeywordSpotting }],
            ["WatchPromotion"] = [new WatchPromotionRequest { Id = promotion.Id }],
            ["DiffModels"] =
            [
                new DiffModelsRequest { Task = TrainingTask.KeywordSpotting, From = "tiny/1.0.0", To = "tiny/1.0.0" },
            ],
            ["ResolveModel"] =
            [
                new ResolveModelRequest
                {
                    Task = TrainingTask.KeywordSpotting,
                    Alias = "champion",
                    Replica = new ReplicaReport { Service = "audioinference", Instance = "one" },
                },
            ],
            ["ListTrials"] =
            [
                new ListTrialsRequest { Task = TrainingTask.KeywordSpotting, Model = "tiny/1.0.0", Limit = 5 },
            ],
            ["WithdrawTrial"] = [new WithdrawTrialRequest { Task = TrainingTask.KeywordSpotting }],
            ["FollowTrial"] =
            [
                new FollowTrialRequest
                {
                    Task = TrainingTask.KeywordSpotting,
                    Service = "audioinference",
                    Instance = "one",
                    Figures = new TrialFigures
                    {
                        Streams = 1,
                        HeardSeconds = 10,
                        Labels = { new TrialLabel { Label = "yes", Agreed = 1 } },
                    },
                },
            ],
            ["MarkRecording"] = [mark],
            ["ListCorrections"] = [new ListCorrectionsRequest { DataSet = "words" }],
            ["CorrectDataSet"] = [new CorrectDataSetRequest { DataSet = "words" }],
        };
    }

    private List<PublishModelRequest> Package()
    {
        var folder = TinyKeywordModel.WritePackage(_folder["package"]);
        var messages = new List<PublishModelRequest>
        {
            new() { Config = new PublishConfig { Task = TrainingTask.KeywordSpotting } },
        };
        foreach (var file in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            messages.Add(new PublishModelRequest
            {
                File = new FileHeader { Path = Path.GetFileName(file), Bytes = bytes.Length },
            });
            messages.Add(new PublishModelRequest { Chunk = ByteString.CopyFrom(bytes) });
        }

        return messages;
    }
}
