using Amazon.Runtime;
using Amazon.SageMaker.Model;

namespace Amazon.SageMaker;

/// <summary>Training jobs.</summary>
public partial interface IAmazonSageMaker : IAmazonService, IDisposable
{
    Task<CreateTrainingJobResponse> CreateTrainingJobAsync(CreateTrainingJobRequest request,
        CancellationToken cancellationToken = default);

    Task<DescribeTrainingJobResponse> DescribeTrainingJobAsync(DescribeTrainingJobRequest request,
        CancellationToken cancellationToken = default);

    Task<StopTrainingJobResponse> StopTrainingJobAsync(StopTrainingJobRequest request,
        CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSageMakerConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(
        AWSCredentials awsCredentials,
        ClientConfig clientConfig) =>
        new AmazonSageMakerClient(awsCredentials, (AmazonSageMakerConfig)clientConfig);
}
