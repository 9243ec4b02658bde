using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.SageMaker;
using Amazon.SageMaker.Model;
using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>Makes the requests for training jobs.</summary>
internal sealed class TrainingJobRequests(IOptions<SageMakerOptions> options, S3Addresses addresses)
{
    /// <summary>Most hyperparameters that SageMaker takes.</summary>
    public const int MaxHyperParameters = 100;

    /// <summary>Most characters of one's value.</summary>
    public const int MaxValueLength = 2_500;

    private const string DataChannel = "training";
    private const string WeightsChannel = "weights";
    private const string CheckpointFolder = "/opt/ml/checkpoints";
    private const string LogLevelInfo = "20";
    private const string RecordIo = "application/x-recordio";

    // Quotes and backslashes are escaped, letters of any language are not.
    private static readonly JsonSerializerOptions s_text =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Of a job's attempt; the same however often it is asked, so that SageMaker knows a second request for
    /// it.</summary>
    public static string NameOf(JobRow job, int attempt) => FormattableString.Invariant($"kws-{job.Id}-{attempt}");

    /// <summary>Where weights to start from are found by the trainer.</summary>
    public static string WeightsAt(ObjectKey weights) =>
        $"/opt/ml/input/data/{WeightsChannel}/{weights.Value.Split('/')[^1]}";

    /// <summary>SageMaker's own algorithm on RecordIO, as in AWS's DeepLens recipes.</summary>
    /// <param name="name">Of the training job.</param>
    /// <param name="image">Of the algorithm.</param>
    /// <param name="data">Address below which <c>train/data.rec</c> and <c>validation/data.rec</c> are.</param>
    /// <param name="hyperParameters">As they are sent.</param>
    public CreateTrainingJobRequest ForAlgorithm(
        string name, string image, string data, IReadOnlyDictionary<string, string> hyperParameters)
    {
        var request = Common(name, image);
        request.HyperParameters = hyperParameters.ToDictionary();
        request.InputDataConfig =
        [
            Channel("train", $"{data}/train/data.rec", RecordIo),
            Channel("validation", $"{data}/validation/data.rec", RecordIo),
        ];
        if (options.Value.Spot)
            request.CheckpointConfig = Checkpoints(name);
        return request;
    }

    /// <summary>The project's own trainer in script mode.</summary>
    /// <param name="name">Of the training job.</param>
    /// <param name="run">What is trained; its data is an address.</param>
    /// <param name="source">The trainer's program.</param>
    /// <param name="weights">To start from; null: from nothing.</param>
    public CreateTrainingJobRequest ForTrainer(string name, TrainingRun run, ObjectKey source, ObjectKey? weights)
    {
        var request = Common(name, options.Value.TrainerImage);
        request.AlgorithmSpecification!.MetricDefinitions = TrainerFigures.Definitions;
        request.HyperParameters = TrainerHyperParameters(name, run, source);
        request.InputDataConfig = [Channel(DataChannel, run.Data, contentType: null)];
        if (weights is { } start)
            request.InputDataConfig.Add(Channel(WeightsChannel, addresses.Of(start.Value), contentType: null));
        // Of the job, not of the attempt: another attempt goes on from there.
        request.CheckpointConfig = Checkpoints(run.Job.Id);
        return request;
    }

    /// <summary>A text as script mode reads it back: <c>1</c> stays a text.</summary>
    public static string Quoted(string text) => JsonSerializer.Serialize(text, s_text);

    // What the recipe is set to comes as set.KEY, for each name is given once.
    private Dictionary<string, string> TrainerHyperParameters(string name, TrainingRun run, ObjectKey source)
    {
        var all = new Dictionary<string, string>
        {
            ["sagemaker_program"] = Quoted("train.py"),
            ["sagemaker_submit_directory"] = Quoted(addresses.Of(source.Value)),
            ["sagemaker_job_name"] = Quoted(name),
            ["sagemaker_region"] = Quoted(options.Value.Region),
            ["sagemaker_container_log_level"] = LogLevelInfo,
            ["task"] = Quoted(run.Job.Task.ToName()),
            ["recipe"] = Quoted($"recipes/{run.Job.Task.ToName()}/{run.Job.Recipe}.json"),
        };
        foreach (var (key, value) in run.Settings)
            all[$"set.{key}"] = Quoted(value);
        return all;
    }

    private CreateTrainingJobRequest Common(string name, string image) => new()
    {
        TrainingJobName = name,
        RoleArn = options.Value.Role,
        AlgorithmSpecification = new AlgorithmSpecification
        {
            TrainingImage = image,
            TrainingInputMode = TrainingInputMode.File,
        },
        OutputDataConfig = new OutputDataConfig { S3OutputPath = addresses.Of("sagemaker/output") },
        ResourceConfig = new ResourceConfig
        {
            InstanceCount = 1,
            InstanceType = options.Value.InstanceType,
            VolumeSizeInGB = options.Value.VolumeGigabytes,
        },
        StoppingCondition = new StoppingCondition
        {
            MaxRuntimeInSeconds = (int)options.Value.MaxRuntime.TotalSeconds,
            MaxWaitTimeInSeconds = options.Value.Spot ? (int)options.Value.MaxWait.TotalSeconds : null,
        },
        EnableManagedSpotTraining = options.Value.Spot ? true : null,
        VpcConfig = Network(),
        Tags = Tags(),
    };

    private static Channel Channel(string name, string address, string? contentType) => new()
    {
        ChannelName = name,
        ContentType = contentType,
        CompressionType = CompressionType.None,
        DataSource = new DataSource
        {
            S3DataSource = new S3DataSource
            {
                S3DataType = S3DataType.S3Prefix,
                S3Uri = address,
                S3DataDistributionType = S3DataDistribution.FullyReplicated,
            },
        },
    };

    private CheckpointConfig Checkpoints(string of) =>
        new() { S3Uri = addresses.Of($"sagemaker/checkpoints/{of}"), LocalPath = CheckpointFolder };

    private VpcConfig? Network() => options.Value.Subnets.Length == 0
        ? null
        : new VpcConfig
        {
            Subnets = [.. options.Value.Subnets.Split(',')],
            SecurityGroupIds = [.. options.Value.SecurityGroups.Split(',')],
        };

    private List<Tag>? Tags() => options.Value.Tags.Length == 0
        ? null
        : [.. options.Value.Tags.Split(',').Select(tag => tag.Split('=', 2))
            .Select(tag => new Tag { Key = tag[0], Value = tag[1] })];
}
