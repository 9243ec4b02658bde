using System.Text.Json;
using Amazon.SageMaker.Model;
using Kws.Storage;
using Kws.Storage.Tests.S3;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Executors.SageMaker;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Tests.DataSets;

namespace Kws.TrainingOrchestrator.Tests.Executors.SageMaker;

/// <summary>The executor against a server that speaks SageMaker's protocol and checks every signature.</summary>
[Trait("Duration", "Long")]
public sealed class SageMakerTrainerTests : IAsyncLifetime
{
    private const string First = "kws-0192f0c1d2e37abc8123456789abcdef-1";
    private const string Second = "kws-0192f0c1d2e37abc8123456789abcdef-2";
    private const string Letters = "kws-0192f0c1d2e37abc8123456789abcdee-1";
    private SageMakerBench _bench = null!;

    private FakeSageMaker Server => _bench.Server;

    public async Task InitializeAsync() => _bench = await SageMakerBench.StartAsync();

    public async Task DisposeAsync()
    {
        Assert.Empty(Server.Refused);
        await _bench.DisposeAsync();
    }

    [Fact]
    public async Task Train_OwnTrainer_SendsScriptModesRequestAndBringsThePackage()
    {
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        await _bench.CompleteAsync(First);
        var trained = await _bench.PassAsync(training);

        var source = await FirstKeyAsync("sagemaker/source/");
        AssertJson($$"""
            {"AlgorithmSpecification":{"MetricDefinitions":[
            {{Metric("epoch")}},{{Metric("epochs")}},{{Metric("loss")}},{{Metric("accuracy")}},
            {{Metric("learning_rate")}},{{Metric("seconds")}}],
            "TrainingImage":"763104351884.dkr.ecr.eu-west-1.amazonaws.com/pytorch-training:2.3.0-cpu-py311",
            "TrainingInputMode":"File"},
            "CheckpointConfig":{"LocalPath":"/opt/ml/checkpoints",
            "S3Uri":"{{SageMakerBench.Root}}/sagemaker/checkpoints/0192f0c1d2e37abc8123456789abcdef"},
            "HyperParameters":{"sagemaker_program":"\"train.py\"",
            "sagemaker_submit_directory":"\"{{SageMakerBench.Root}}/{{source}}\"",
            "sagemaker_job_name":"\"{{First}}\"","sagemaker_region":"\"eu-west-1\"",
            "sagemaker_container_log_level":"20","task":"\"keyword-spotting\"",
            "recipe":"\"recipes/keyword-spotting/tiny.json\"","set.name":"\"tones\"","set.version":"\"1.2.0\""},
            "InputDataConfig":[{"ChannelName":"training","CompressionType":"None",
            "DataSource":{"S3DataSource":{"S3DataDistributionType":"FullyReplicated","S3DataType":"S3Prefix",
            "S3Uri":"{{SageMakerBench.Root}}/datasets/tones/0123456789abcdef/"} } }],
            "OutputDataConfig":{"S3OutputPath":"{{SageMakerBench.Root}}/sagemaker/output"},
            "ResourceConfig":{"InstanceCount":1,"InstanceType":"ml.g4dn.xlarge","VolumeSizeInGB":50},
            "RoleArn":"arn:aws:iam::123456789012:role/service-role/kws-training",
            "StoppingCondition":{"MaxRuntimeInSeconds":86400},"TrainingJobName":"{{First}}"}
            """);
        Assert.Equal([First], _bench.Begins);
        Assert.EndsWith("output/keyword-spotting/tones/1.2.0", trained.Package, StringComparison.Ordinal);
        Assert.Equal("tones", Kws.Models.ModelPackage.Load(trained.Package!).Manifest.Name);
        Assert.Equal("weights", await File.ReadAllTextAsync($"{trained.Package}.pt").WithTimeout());
        // The figures of epochs that no look saw are in what the trainer left.
        Assert.Equal([1, 2], _bench.Epochs.Select(epoch => epoch.Epoch));
        var log = await _bench.LogAsync(SageMakerBench.TonesJob());
        Assert.Contains("2026-01-02T03:04:05Z Starting: Launching requested ML instances", log,
            StringComparison.Ordinal);
        Assert.Contains("Completed: Training job completed", log, StringComparison.Ordinal);
        Assert.Contains("\"epoch\": 2", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_ImageClassification_SendsTheDeepLensRequestAndKeepsTheModel()
    {
        var job = SageMakerBench.LettersJob(settings: """
            {"image_shape": "3, 16, 16", "num_layers": "34", "mini_batch_size": "2", "epochs": "12",
             "learning_rate": "0.01", "optimizer": "nag", "lr_scheduler_step": "4,8", "lr_scheduler_factor": "0.5",
             "augmentation_type": "crop_color_transform"}
            """);
        var training = _bench.TrainAsync(job);
        await ThereAsync(Letters);
        Server.Measure(Letters, ("validation:accuracy", 0.875), ("train:accuracy", 0.9));
        await _bench.CompleteAsync(Letters, TestArchive.GZip(TestArchive.Tar(
            [new("image-classification-0012.params", new byte[100])])));
        var trained = await _bench.PassAsync(training);

        AssertJson($$"""
            {"AlgorithmSpecification":{
            "TrainingImage":"685385470294.dkr.ecr.eu-west-1.amazonaws.com/image-classification:1",
            "TrainingInputMode":"File"},
            "HyperParameters":{"augmentation_type":"crop_color_transform","epochs":"12","image_shape":"3,16,16",
            "learning_rate":"0.01","lr_scheduler_factor":"0.5","lr_scheduler_step":"4,8","mini_batch_size":"2",
            "num_classes":"2","num_layers":"34","num_training_samples":"4","optimizer":"nag"},
            "InputDataConfig":[{{RecordIo("train")}},{{RecordIo("validation")}}],
            "OutputDataConfig":{"S3OutputPath":"{{SageMakerBench.Root}}/sagemaker/output"},
            "ResourceConfig":{"InstanceCount":1,"InstanceType":"ml.g4dn.xlarge","VolumeSizeInGB":50},
            "RoleArn":"arn:aws:iam::123456789012:role/service-role/kws-training",
            "StoppingCondition":{"MaxRuntimeInSeconds":86400},"TrainingJobName":"{{Letters}}"}
            """);
        foreach (var part in (string[])["train", "validation"])
            Assert.NotNull(await _bench.Store.FindAsync(
                new($"sagemaker/recordio/{new string('f', 16)}-16/{part}/data.rec")).WithTimeout());
        Assert.Null(trained.Package);
        Assert.Contains($"ONNX packages only: it is kept at {SageMakerBench.KeyOf(Letters)}", trained.Instead,
            StringComparison.Ordinal);
        Assert.Equal((12, 12, 0.875), Assert.Single(_bench.Epochs) is var last
            ? (last.Epoch, last.Epochs, Math.Round(last.Accuracy, 6))
            : default);
    }

    [Fact]
    public async Task Train_EverySettingThatARequestHas_IsSent()
    {
        (_bench.Options.Spot, _bench.Options.MaxRuntime, _bench.Options.MaxWait) =
            (true, TimeSpan.FromHours(2), TimeSpan.FromHours(3));
        (_bench.Options.Subnets, _bench.Options.SecurityGroups) = ("subnet-0a,subnet-0b", "sg-0c");
        (_bench.Options.Tags, _bench.Options.InstanceType, _bench.Options.VolumeGigabytes) =
            ("project=kws,owner=", "ml.p3.2xlarge", 7);
        await _bench.Store.PutAsync(new("weights/keyword-spotting/tones/1.1.0.pt"), new MemoryStream([1]))
            .WithTimeout();
        var job = SageMakerBench.TonesJob(extends: "tones/1.1.0");
        var prepared = await _bench.Executor().PrepareAsync(job, default).WithTimeout();
        Assert.Equal("/opt/ml/input/data/weights/1.1.0.pt", prepared.Weights);

        var training = _bench.TrainAsync(job);
        await ThereAsync(First);
        await _bench.CompleteAsync(First);
        await _bench.PassAsync(training);

        var body = Server.BodiesOf("CreateTrainingJob")[0];
        Assert.True(body.GetProperty("EnableManagedSpotTraining").GetBoolean());
        Assert.Equal("""{"MaxRuntimeInSeconds":7200,"MaxWaitTimeInSeconds":10800}""",
            body.GetProperty("StoppingCondition").GetRawText());
        Assert.Equal("""{"SecurityGroupIds":["sg-0c"],"Subnets":["subnet-0a","subnet-0b"]}""",
            body.GetProperty("VpcConfig").GetRawText());
        Assert.Equal("""[{"Key":"project","Value":"kws"},{"Key":"owner","Value":""}]""",
            body.GetProperty("Tags").GetRawText());
        Assert.Equal("""{"InstanceCount":1,"InstanceType":"ml.p3.2xlarge","VolumeSizeInGB":7}""",
            body.GetProperty("ResourceConfig").GetRawText());
        Assert.Equal($"{SageMakerBench.Root}/weights/keyword-spotting/tones/1.1.0.pt",
            body.GetProperty("InputDataConfig")[1].GetProperty("DataSource").GetProperty("S3DataSource")
                .GetProperty("S3Uri").GetString());
    }

    [SkippableFact]
    public async Task Train_EveryRequest_PassesBotocoresValidationByAwsOwnServiceModel()
    {
        await Train_EverySettingThatARequestHas_IsSent();
        var letters = SageMakerBench.LettersJob();
        var training = _bench.TrainAsync(letters);
        await ThereAsync(Letters);
        await _bench.Executor().StopAsync(letters, default).WithTimeout();
        await Assert.ThrowsAsync<JobFailedException>(() => _bench.PassAsync(training));

        var faults = await ServiceModel.FaultsOfAsync(Server.Requests);

        Assert.Equal(["CreateTrainingJob", "DescribeTrainingJob", "StopTrainingJob"],
            Server.Requests.Select(request => request.Operation).Distinct().Order());
        Assert.Equal(Server.Requests.Count, faults.Count);
        Assert.All(faults, Assert.Empty);
        // What is wrong is found.
        var wrong = JsonDocument.Parse("""{"TrainingJobName": "a job", "Colour": "red"}""").RootElement;
        var found = Assert.Single(await ServiceModel.FaultsOfAsync([("CreateTrainingJob", wrong)]));
        Assert.Contains("Colour", Assert.Single(found), StringComparison.Ordinal);
        wrong = JsonDocument.Parse("""{"TrainingJobName": "a job"}""").RootElement;
        Assert.Contains("a job", Assert.Single(Assert.Single(
            await ServiceModel.FaultsOfAsync([("StopTrainingJob", wrong)]))), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_FiguresOfTheTrainersLines_BecomeProgressOnceEach()
    {
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        Server.Measure(First, ("kws:epoch", 1), ("kws:epochs", 2), ("kws:loss", 0.5), ("kws:accuracy", 0.75),
            ("kws:learning_rate", 0.25), ("kws:seconds", 4));
        await PassUntilAsync(() => _bench.Epochs.Count == 1);
        Assert.Equal(new TrainedEpoch(1, 2, 0.5, 0.75, 0.25, TimeSpan.FromSeconds(4)), _bench.Epochs[0]);
        await _bench.CompleteAsync(First);
        await _bench.PassAsync(training);
        Assert.Equal([1, 2], _bench.Epochs.Select(epoch => epoch.Epoch));
    }

    [Fact]
    public async Task Train_FiguresThatWereNotAllOfOneEpoch_AreToldAgainOnceTheTrainersLinesAreThere()
    {
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        Server.Measure(First, ("kws:epoch", 2), ("kws:epochs", 2), ("kws:loss", 0.5), ("kws:accuracy", 0.75));
        await PassUntilAsync(() => _bench.Epochs.Count == 1);
        await _bench.CompleteAsync(First);
        await _bench.PassAsync(training);
        Assert.Equal([(2, 0.5), (1, 0.5), (2, 0.25)], _bench.Epochs.Select(epoch => (epoch.Epoch, epoch.Loss)));
    }

    [Fact]
    public void Definitions_OnTheTrainersLine_FindEachFigure()
    {
        var line = SageMakerBench.EpochLine(1, "2.5e-05");
        Assert.Equal(["1", "2", "2.5e-05", "0.75", "6e-05", "3.0"], TrainerFigures.Definitions.Select(figure =>
            System.Text.RegularExpressions.Regex.Match(line, figure.Regex!).Groups[1].Value));
        Assert.All(TrainerFigures.Definitions, figure =>
            Assert.DoesNotMatch(figure.Regex!, """{"event": "started", "epochs": 2, "loss": 1}"""));
    }

    [Theory]
    [InlineData("CreateTrainingJob", 400, "ThrottlingException")]
    [InlineData("CreateTrainingJob", 400, "ExpiredTokenException")]
    [InlineData("CreateTrainingJob", 400, "ResourceLimitExceeded")]
    [InlineData("CreateTrainingJob", 503, "ServiceUnavailable")]
    [InlineData("DescribeTrainingJob", 400, "ThrottlingException")]
    [InlineData("DescribeTrainingJob", 403, "ExpiredTokenException")]
    [InlineData("DescribeTrainingJob", 400, "ResourceNotFound")]
    public async Task Train_FaultThatMayPass_IsWaitedForAndOneJobIsMade(string operation, int status, string code)
    {
        // More than the SDK tries by itself.
        Server.Fail(operation, status, code, times: 4);
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await PassUntilAsync(() => Server.Names.Any());
        await _bench.CompleteAsync(First);
        Assert.NotNull((await _bench.PassAsync(training)).Package);
        Assert.Equal([First], Server.Names);
        Assert.Contains($"{code}: as asked for; tried again", await _bench.LogAsync(SageMakerBench.TonesJob()),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AccessDeniedException", "not authorized to perform: sagemaker:CreateTrainingJob")]
    [InlineData("ValidationException", "Invalid instance type")]
    [InlineData("UnrecognizedClientException", "The security token included in the request is invalid.")]
    public async Task Train_Refused_FailsForGoodWithSageMakersWords(string code, string message)
    {
        Server.Fail("CreateTrainingJob", 400, code, message);
        var failed = await Assert.ThrowsAsync<JobFailedException>(() =>
            _bench.PassAsync(_bench.TrainAsync(SageMakerBench.TonesJob())));
        Assert.Equal($"SageMaker in eu-west-1 refused to begin {First}: {code}: {message}", failed.Message);
        Assert.Single(Server.BodiesOf("CreateTrainingJob"));
    }

    [Fact]
    public async Task Train_NotAllowedToLook_FailsAndSaysThatTheJobMayRun()
    {
        Server.Fail("DescribeTrainingJob", 400, "AccessDeniedException", "not authorized");
        var failed = await Assert.ThrowsAsync<JobFailedException>(() =>
            _bench.PassAsync(_bench.TrainAsync(SageMakerBench.TonesJob())));
        Assert.Contains($"look at {First}, which may still run: AccessDeniedException: not authorized", failed.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Train_AwayForLongerThanIsWaited_EndsTheAttemptAndTheNextFollowsTheSameJob()
    {
        _bench.Options.Patience = TimeSpan.FromSeconds(5);
        Server.OnCreated = _ =>
        {
            Server.Fail("DescribeTrainingJob", 503, "ServiceUnavailable", times: 1_000);
            return Task.CompletedTask;
        };
        var away = await Assert.ThrowsAsync<SageMakerAwayException>(() =>
            _bench.PassAsync(_bench.TrainAsync(SageMakerBench.TonesJob())));
        Assert.Contains("which may still run: ServiceUnavailable", away.Message, StringComparison.Ordinal);
        Server.Heal("DescribeTrainingJob");

        await _bench.CompleteAsync(First);
        var trained = await _bench.PassAsync(_bench.TrainAsync(SageMakerBench.TonesJob(attempt: 2)));

        Assert.NotNull(trained.Package);
        Assert.Equal([First], Server.Names);
        Assert.Single(Server.BodiesOf("CreateTrainingJob"));
    }

    [Fact]
    public async Task Train_NobodyListens_IsAway()
    {
        _bench.Options.Patience = TimeSpan.FromSeconds(1);
        _bench.Options.ServiceUrl = $"http://127.0.0.1:{FreePort.Next()}";
        var away = await Assert.ThrowsAsync<SageMakerAwayException>(() =>
            _bench.PassAsync(_bench.TrainAsync(SageMakerBench.TonesJob())));
        Assert.StartsWith($"SageMaker in eu-west-1: cannot begin {First}: ", away.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ClientError: no such file", true)]
    [InlineData("AlgorithmError: ExecuteUserScriptError: exit code 2", true)]
    [InlineData("InternalServerError: please try again", false)]
    [InlineData("CapacityError: no machine", false)]
    public async Task Train_Failed_TellsTheReasonAndWhetherAnotherAttemptMayHelp(string reason, bool isFinal)
    {
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        Server.Set(First, "Failed", "Failed", reason);
        var failed = await Assert.ThrowsAnyAsync<Exception>(() => _bench.PassAsync(training));
        Assert.Equal($"{First} failed: {reason}", failed.Message);
        Assert.Equal(isFinal, failed is JobFailedException);

        // Another attempt is another job of SageMaker's.
        training = _bench.TrainAsync(SageMakerBench.TonesJob(attempt: 2));
        await ThereAsync(Second);
        await _bench.CompleteAsync(Second);
        Assert.NotNull((await _bench.PassAsync(training)).Package);
    }

    [Theory]
    [InlineData("Stopped", "was stopped, and not by this service")]
    [InlineData("MaxRuntimeExceeded", "was stopped: it ran for SageMaker:MaxRuntime, 24 h")]
    [InlineData("MaxWaitTimeExceeded", "was stopped: it waited and ran for SageMaker:MaxWait, 48 h")]
    public async Task Train_StoppedElsewhere_FailsAndSaysSo(string secondary, string words)
    {
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        Server.Set(First, "Stopped", secondary);
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => _bench.PassAsync(training));
        Assert.Equal($"{First} {words}", failed.Message);
    }

    public static TheoryData<string, byte[], string> DamagedArtefacts()
    {
        var whole = SageMakerBench.Artefact();
        var files = SageMakerBench.Files();
        files.Remove("keyword-spotting/tones/1.2.0/manifest.json");
        return new TheoryData<string, byte[], string>
        {
            { "cut short", whole[..(whole.Length / 2)], "is damaged or not allowed" },
            { "no archive", "<html>"u8.ToArray(), "no archive by its first bytes" },
            { "a zip", TestArchive.Zip(SageMakerBench.Files()), "is said to be TarGz and by its bytes is Zip" },
            { "empty", [], "the archive is empty" },
            { "noise", TestArchive.GZip(TestClips.Jpeg(1)), "the tar archive is broken" },
            { "leads out", TestArchive.GZip(TestArchive.Tar(
                [new("../../etc/passwd", [1])])), "leads out of its folder" },
            { "a link", TestArchive.GZip(TestArchive.Tar(
                System.Formats.Tar.TarEntryType.SymbolicLink, "keyword-spotting", "/etc")), "SymbolicLink" },
            { "no package", TestArchive.GZip(TestArchive.Tar(files)), "1.2.0/manifest.json" },
            { "another's name", SageMakerBench.Artefact("another"), "has no keyword-spotting/tones/1.2.0/manifest" },
            { "too large", TestArchive.GZip(TestArchive.Tar([new("a", new byte[3_000_000])])),
                "(SageMaker:Artefact:MaxFileBytes)" },
        };
    }

    [Theory]
    [MemberData(nameof(DamagedArtefacts))]
    public async Task Train_DamagedArtefact_FailsForGoodAndLeavesNothing(string what, byte[] artefact, string words)
    {
        _bench.Options.Artefact.MaxFileBytes = 2_000_000;
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        await _bench.CompleteAsync(First, artefact);
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => _bench.PassAsync(training));
        Assert.True(failed.Message.Contains(words, StringComparison.Ordinal), $"{what}: {failed.Message}");
        Assert.Contains("model.tar.gz", failed.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_bench.RunOf(SageMakerBench.TonesJob(), "").Folder, "artefact")));
    }

    [Fact]
    public async Task Train_MissingArtefact_FailsForGoodAndSaysWhereItShouldBe()
    {
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        Server.Complete(First);
        var failed = await Assert.ThrowsAsync<JobFailedException>(() => _bench.PassAsync(training));
        Assert.Equal("SageMaker completed the job, and its model is not at "
            + $"{SageMakerBench.Root}/{SageMakerBench.KeyOf(First)}", failed.Message);
    }

    [Fact]
    public async Task Train_BucketIsAwayWhenTheModelIsFetched_MayBeTriedAgainWithoutAnotherTrainingJob()
    {
        await using var s3 = await StrictS3Server.StartAsync();
        using var store = new S3ObjectStore(new S3ObjectStoreOptions
        {
            Bucket = StrictS3Server.Bucket,
            Prefix = "kws/prod",
            Endpoint = s3.Address,
            Region = StrictS3Server.Region,
            AccessKey = StrictS3Server.AccessKey,
            SecretKey = StrictS3Server.SecretKey,
        });
        await using var bench = await SageMakerBench.StartAsync(store);
        var training = bench.TrainAsync(SageMakerBench.TonesJob());
        await Eventually.BeAsync(() => bench.Server.Names.Contains(First));
        await bench.CompleteAsync(First);
        s3.Hiccups = 1_000;
        await Assert.ThrowsAsync<ObjectStoreException>(() => bench.PassAsync(training));
        s3.Hiccups = 0;

        var trained = await bench.PassAsync(bench.TrainAsync(SageMakerBench.TonesJob(attempt: 2)));

        Assert.Equal("tones", Kws.Models.ModelPackage.Load(trained.Package!).Manifest.Name);
        Assert.Single(bench.Server.BodiesOf("CreateTrainingJob"));
    }

    [Fact]
    public async Task Train_KilledAfterTheJobWasMade_FindsItByItsName()
    {
        // The one that is killed has made it and heard no answer.
        using var killed = new CancellationTokenSource();
        Server.OnCreated = _ => killed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            _bench.PassAsync(_bench.TrainAsync(SageMakerBench.TonesJob(), cancellationToken: killed.Token)));
        Server.OnCreated = null;
        Assert.Empty(Server.BodiesOf("StopTrainingJob"));

        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await PassUntilAsync(() => Server.BodiesOf("CreateTrainingJob").Count == 2);
        await _bench.CompleteAsync(First);

        Assert.NotNull((await _bench.PassAsync(training)).Package);
        Assert.Equal([First], Server.Names);
        Assert.Contains($"{First} is there already and is followed",
            await _bench.LogAsync(SageMakerBench.TonesJob()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stop_Running_IsFollowedUntilItHasStopped()
    {
        Server.StopsAtOnce = false;
        using var ended = new CancellationTokenSource();
        var training = _bench.TrainAsync(SageMakerBench.TonesJob(), cancellationToken: ended.Token);
        await ThereAsync(First);
        await ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _bench.PassAsync(training));

        var stopping = _bench.Executor().StopAsync(SageMakerBench.TonesJob(), default);
        await PassUntilAsync(() => Server.BodiesOf("StopTrainingJob").Count == 1
            && Server.BodiesOf("DescribeTrainingJob").Count > 3);
        Assert.False(stopping.IsCompleted);
        Server.Set(First, "Stopped", "Stopped");

        Assert.Equal("", await _bench.PassAsync(stopping));
        Assert.Equal("", await _bench.PassAsync(_bench.Executor().StopAsync(SageMakerBench.TonesJob(), default)));
        Assert.Single(Server.BodiesOf("StopTrainingJob"));
    }

    [Fact]
    public async Task Stop_EndedMeanwhileOrNeverBegun_IsNoFault()
    {
        Assert.Equal("", await _bench.PassAsync(_bench.Executor().StopAsync(SageMakerBench.TonesJob(2), default)));
        Assert.Empty(Server.BodiesOf("StopTrainingJob"));
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        Server.Fail("StopTrainingJob", 400, "ValidationException", "the training job is in status Completed.");
        await _bench.CompleteAsync(First);
        await _bench.PassAsync(training);
        Assert.Equal("", await _bench.PassAsync(_bench.Executor().StopAsync(SageMakerBench.TonesJob(), default)));
    }

    [Fact]
    public async Task Stop_NotAllowed_TellsThatTheJobMayStillRun()
    {
        var training = _bench.TrainAsync(SageMakerBench.TonesJob());
        await ThereAsync(First);
        Server.Fail("StopTrainingJob", 400, "AccessDeniedException", "not authorized");
        var remark = await _bench.PassAsync(_bench.Executor().StopAsync(SageMakerBench.TonesJob(), default));
        Assert.Equal($"{First} may still run: SageMaker in eu-west-1 refused to stop {First}: "
            + "AccessDeniedException: not authorized", remark);
        await _bench.CompleteAsync(First);
        await _bench.PassAsync(training);
    }

    [Fact]
    public async Task Client_EachError_IsTheTypeThatTheOriginalPackageHas()
    {
        using var connection = new SageMakerConnection(
            Microsoft.Extensions.Options.Options.Create(_bench.Options),
            new Amazon.Runtime.BasicAWSCredentials(FakeSageMaker.AccessKey, FakeSageMaker.SecretKey));
        foreach (var (code, type) in ((string, Type)[])[
            ("ResourceInUse", typeof(ResourceInUseException)),
            ("com.amazonaws.sagemaker#ResourceLimitExceeded", typeof(ResourceLimitExceededException)),
            ("ResourceNotFound", typeof(ResourceNotFoundException)),
            ("AccessDeniedException", typeof(Amazon.SageMaker.AmazonSageMakerException))])
        {
            Server.Fail("DescribeTrainingJob", 400, code, "words");
            var error = await Assert.ThrowsAsync(type, () => connection.Client.DescribeTrainingJobAsync(
                new DescribeTrainingJobRequest { TrainingJobName = First }).WithTimeout());
            var answer = (Amazon.SageMaker.AmazonSageMakerException)error;
            Assert.Equal((code.Split('#')[^1], "words"), (answer.ErrorCode, answer.Message));
        }
    }

    private static string Metric(string name) => JsonSerializer.Serialize(new
    {
        Name = $"kws:{name}",
        Regex = "\"event\": \"epoch\",.* \"" + name + "\": ([-+0-9.eE]+)",
    });

    private static string RecordIo(string channel) => $$"""
        {"ChannelName":"{{channel}}","CompressionType":"None","ContentType":"application/x-recordio",
        "DataSource":{"S3DataSource":{"S3DataDistributionType":"FullyReplicated","S3DataType":"S3Prefix",
        "S3Uri":"{{SageMakerBench.Root}}/sagemaker/recordio/{{new string('f', 16)}}-16/{{channel}}/data.rec"} } }
        """;

    private void AssertJson(string expected)
    {
        var body = Assert.Single(Server.BodiesOf("CreateTrainingJob"));
        Assert.Equal(JsonSerializer.Serialize(JsonDocument.Parse(expected).RootElement),
            JsonSerializer.Serialize(body));
    }

    private async Task<string> FirstKeyAsync(string prefix)
    {
        await foreach (var found in _bench.Store.ListAsync(prefix))
            return found.Key.Value;
        return "";
    }

    private Task ThereAsync(string name) => PassUntilAsync(() => Server.Names.Contains(name));

    private async Task PassUntilAsync(Func<bool> condition)
    {
        await Eventually.BeAsync(() =>
        {
            _bench.Clock.Advance(TimeSpan.FromSeconds(1));
            return condition();
        });
    }
}
