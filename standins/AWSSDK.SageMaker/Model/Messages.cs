using Amazon.Runtime;

namespace Amazon.SageMaker.Model;

/// <summary>Base of all requests.</summary>
public partial class AmazonSageMakerRequest : AmazonWebServiceRequest
{
}

/// <summary>Begins a training job.</summary>
public partial class CreateTrainingJobRequest : AmazonSageMakerRequest
{
    public AlgorithmSpecification? AlgorithmSpecification { get; set; }

    public CheckpointConfig? CheckpointConfig { get; set; }

    public bool? EnableManagedSpotTraining { get; set; }

    public Dictionary<string, string>? HyperParameters { get; set; }

    public List<Channel>? InputDataConfig { get; set; }

    public OutputDataConfig? OutputDataConfig { get; set; }

    public ResourceConfig? ResourceConfig { get; set; }

    public string? RoleArn { get; set; }

    public StoppingCondition? StoppingCondition { get; set; }

    public List<Tag>? Tags { get; set; }

    public string? TrainingJobName { get; set; }

    public VpcConfig? VpcConfig { get; set; }
}

/// <summary>It has begun.</summary>
public partial class CreateTrainingJobResponse : AmazonWebServiceResponse
{
    public string? TrainingJobArn { get; set; }
}

/// <summary>Asks how a training job is.</summary>
public partial class DescribeTrainingJobRequest : AmazonSageMakerRequest
{
    public string? TrainingJobName { get; set; }
}

/// <summary>How a training job is.</summary>
public partial class DescribeTrainingJobResponse : AmazonWebServiceResponse
{
    public int? BillableTimeInSeconds { get; set; }

    public DateTime? CreationTime { get; set; }

    public string? FailureReason { get; set; }

    public List<MetricData>? FinalMetricDataList { get; set; }

    public ModelArtifacts? ModelArtifacts { get; set; }

    public SecondaryStatus? SecondaryStatus { get; set; }

    public List<SecondaryStatusTransition>? SecondaryStatusTransitions { get; set; }

    public DateTime? TrainingEndTime { get; set; }

    public string? TrainingJobArn { get; set; }

    public string? TrainingJobName { get; set; }

    public TrainingJobStatus? TrainingJobStatus { get; set; }

    public DateTime? TrainingStartTime { get; set; }
}

/// <summary>Asks a training job to stop.</summary>
public partial class StopTrainingJobRequest : AmazonSageMakerRequest
{
    public string? TrainingJobName { get; set; }
}

/// <summary>It was asked.</summary>
public partial class StopTrainingJobResponse : AmazonWebServiceResponse
{
}
