namespace Amazon.SageMaker.Model;

/// <summary>What trains.</summary>
public partial class AlgorithmSpecification
{
    public List<MetricDefinition>? MetricDefinitions { get; set; }

    public string? TrainingImage { get; set; }

    public TrainingInputMode? TrainingInputMode { get; set; }
}

/// <summary>A figure that is picked out of the log.</summary>
public partial class MetricDefinition
{
    public string? Name { get; set; }

    public string? Regex { get; set; }
}

/// <summary>A figure's last value.</summary>
public partial class MetricData
{
    public string? MetricName { get; set; }

    public DateTime? Timestamp { get; set; }

    public float? Value { get; set; }
}

/// <summary>Named data.</summary>
public partial class Channel
{
    public string? ChannelName { get; set; }

    public CompressionType? CompressionType { get; set; }

    public string? ContentType { get; set; }

    public DataSource? DataSource { get; set; }
}

/// <summary>Where data is.</summary>
public partial class DataSource
{
    public S3DataSource? S3DataSource { get; set; }
}

/// <summary>Where data is in S3.</summary>
public partial class S3DataSource
{
    public S3DataDistribution? S3DataDistributionType { get; set; }

    public S3DataType? S3DataType { get; set; }

    public string? S3Uri { get; set; }
}

/// <summary>Where the model goes.</summary>
public partial class OutputDataConfig
{
    public string? S3OutputPath { get; set; }
}

/// <summary>On what it trains.</summary>
public partial class ResourceConfig
{
    public int? InstanceCount { get; set; }

    public TrainingInstanceType? InstanceType { get; set; }

    public int? VolumeSizeInGB { get; set; }
}

/// <summary>How long it may take.</summary>
public partial class StoppingCondition
{
    public int? MaxRuntimeInSeconds { get; set; }

    public int? MaxWaitTimeInSeconds { get; set; }
}

/// <summary>Where checkpoints are kept.</summary>
public partial class CheckpointConfig
{
    public string? LocalPath { get; set; }

    public string? S3Uri { get; set; }
}

/// <summary>The network that it runs in.</summary>
public partial class VpcConfig
{
    public List<string>? SecurityGroupIds { get; set; }

    public List<string>? Subnets { get; set; }
}

/// <summary>A label of the account's.</summary>
public partial class Tag
{
    public string? Key { get; set; }

    public string? Value { get; set; }
}

/// <summary>Where the model is.</summary>
public partial class ModelArtifacts
{
    public string? S3ModelArtifacts { get; set; }
}

/// <summary>What it did, and from when to when.</summary>
public partial class SecondaryStatusTransition
{
    public DateTime? EndTime { get; set; }

    public DateTime? StartTime { get; set; }

    public SecondaryStatus? Status { get; set; }

    public string? StatusMessage { get; set; }
}
