using Amazon.Polly.Internal;
using Amazon.Polly.Model;
using Amazon.Runtime;
using Amazon.Runtime.Internal;

namespace Amazon.Polly;

/// <summary>Polly over the SDK's own pipeline: credentials, SigV4, retries.</summary>
public partial class AmazonPollyClient : AmazonServiceClient, IAmazonPolly
{
    public AmazonPollyClient(AmazonPollyConfig config)
        : base(config)
    {
    }

    public AmazonPollyClient(AWSCredentials credentials, AmazonPollyConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata { get; } = new PollyMetadata();

    public virtual Task<SynthesizeSpeechResponse> SynthesizeSpeechAsync(
        SynthesizeSpeechRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<SynthesizeSpeechResponse>(
            request,
            new InvokeOptions
            {
                RequestMarshaller = new SynthesizeSpeechMarshaller(),
                ResponseUnmarshaller = new SynthesizeSpeechUnmarshaller()
            },
            cancellationToken);

    public virtual Task<DescribeVoicesResponse> DescribeVoicesAsync(
        DescribeVoicesRequest request,
        CancellationToken cancellationToken = default) =>
        InvokeAsync<DescribeVoicesResponse>(
            request,
            new InvokeOptions
            {
                RequestMarshaller = new DescribeVoicesMarshaller(),
                ResponseUnmarshaller = new DescribeVoicesUnmarshaller()
            },
            cancellationToken);

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new PollyEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new PollyAuthResolver());
    }

    private sealed class PollyMetadata : IServiceMetadata
    {
        public string ServiceId => "Polly";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }
}
