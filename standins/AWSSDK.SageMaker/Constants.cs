using Amazon.Runtime;

namespace Amazon.SageMaker;

/// <summary>How a training job is.</summary>
public class TrainingJobStatus(string value) : ConstantClass(value)
{
    public static readonly TrainingJobStatus Completed = new("Completed");
    public static readonly TrainingJobStatus Failed = new("Failed");
    public static readonly TrainingJobStatus InProgress = new("InProgress");
    public static readonly TrainingJobStatus Stopped = new("Stopped");
    public static readonly TrainingJobStatus Stopping = new("Stopping");

    public static implicit operator TrainingJobStatus(string value) => new(value);
}

/// <summary>What a training job does, or how it ended.</summary>
public class SecondaryStatus(string value) : ConstantClass(value)
{
    public static readonly SecondaryStatus Completed = new("Completed");
    public static readonly SecondaryStatus Downloading = new("Downloading");
    public static readonly SecondaryStatus DownloadingTrainingImage = new("DownloadingTrainingImage");
    public static readonly SecondaryStatus Failed = new("Failed");
    public static readonly SecondaryStatus Interrupted = new("Interrupted");
    public static readonly SecondaryStatus LaunchingMLInstances = new("LaunchingMLInstances");
    public static readonly SecondaryStatus MaxRuntimeExceeded = new("MaxRuntimeExceeded");
    public static readonly SecondaryStatus MaxWaitTimeExceeded = new("MaxWaitTimeExceeded");
    public static readonly SecondaryStatus PreparingTrainingStack = new("PreparingTrainingStack");
    public static readonly SecondaryStatus Starting = new("Starting");
    public static readonly SecondaryStatus Stopped = new("Stopped");
    public static readonly SecondaryStatus Stopping = new("Stopping");
    public static readonly SecondaryStatus Training = new("Training");
    public static readonly SecondaryStatus Uploading = new("Uploading");

    public static implicit operator SecondaryStatus(string value) => new(value);
}

/// <summary>How data comes to the algorithm.</summary>
public class TrainingInputMode(string value) : ConstantClass(value)
{
    public static readonly TrainingInputMode FastFile = new("FastFile");
    public static readonly TrainingInputMode File = new("File");
    public static readonly TrainingInputMode Pipe = new("Pipe");

    public static implicit operator TrainingInputMode(string value) => new(value);
}

/// <summary>What an address in S3 names.</summary>
public class S3DataType(string value) : ConstantClass(value)
{
    public static readonly S3DataType AugmentedManifestFile = new("AugmentedManifestFile");
    public static readonly S3DataType ManifestFile = new("ManifestFile");
    public static readonly S3DataType S3Prefix = new("S3Prefix");

    public static implicit operator S3DataType(string value) => new(value);
}

/// <summary>Which machine gets which objects.</summary>
public class S3DataDistribution(string value) : ConstantClass(value)
{
    public static readonly S3DataDistribution FullyReplicated = new("FullyReplicated");
    public static readonly S3DataDistribution ShardedByS3Key = new("ShardedByS3Key");

    public static implicit operator S3DataDistribution(string value) => new(value);
}

/// <summary>Whether objects are compressed.</summary>
public class CompressionType(string value) : ConstantClass(value)
{
    public static readonly CompressionType Gzip = new("Gzip");
    public static readonly CompressionType None = new("None");

    public static implicit operator CompressionType(string value) => new(value);
}

/// <summary>Kind of a machine.</summary>
public class TrainingInstanceType(string value) : ConstantClass(value)
{
    public static implicit operator TrainingInstanceType(string value) => new(value);
}
