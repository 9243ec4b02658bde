using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SageMaker.Internal;
using Amazon.SageMaker.Model;

namespace Amazon.SageMaker;

/// <summary>SageMaker over the SDK's own pipeline: credentials, SigV4, retries.</summary>
public partial class AmazonSageMakerClient : AmazonServiceClient, IAmazonSageMaker
{
    public AmazonSageMakerClient(AmazonSageMakerConfig config)
        : base(config)
    {
    }

    public AmazonSageMakerClient(AWSCredentials credentials, AmazonSageMakerConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata { get; } = new SageMakerMetadata();

    public virtual Task<CreateTrainingJobResponse> CreateTrainingJobAsync(
        CreateTrainingJobRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<CreateTrainingJobRequest, CreateTrainingJobResponse>(request, cancellationToken);

    public virtual Task<DescribeTrainingJobResponse> DescribeTrainingJobAsync(
        DescribeTrainingJobRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<DescribeTrainingJobRequest, DescribeTrainingJobResponse>(request, cancellationToken);

    public virtual Task<StopTrainingJobResponse> StopTrainingJobAsync(
        StopTrainingJobRequest request,
        CancellationToken cancellationToken = default) =>
        CallAsync<StopTrainingJobRequest, StopTrainingJobResponse>(request, cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new SageMakerEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new SageMakerAuthResolver());
    }

    private Task<TResponse> CallAsync<TRequest, TResponse>(TRequest request, CancellationToken cancellationToken)
        where TRequest : AmazonSageMakerRequest
        where TResponse : AmazonWebServiceResponse, new() =>
        InvokeAsync<TResponse>(
            request,
            new InvokeOptions
            {
                RequestMarshaller = new JsonRequestMarshaller<TRequest>(),
                ResponseUnmarshaller = new JsonBodyUnmarshaller<TResponse>(),
            },
            cancellationToken);

    private sealed class SageMakerMetadata : IServiceMetadata
    {
        public string ServiceId => "SageMaker";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
