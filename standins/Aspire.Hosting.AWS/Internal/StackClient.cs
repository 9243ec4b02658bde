using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Aspire.Hosting.AWS.Internal;

/// <summary>One operation of CloudFormation over the SDK's own pipeline: credentials, SigV4, retries.</summary>
internal sealed class StackClient(StackClientConfig config) : AmazonServiceClient(config)
{
    /// <inheritdoc/>
    protected override IServiceMetadata ServiceMetadata { get; } = new CloudFormationMetadata();

    /// <summary>The outputs of a stack, by name.</summary>
    /// <exception cref="AmazonServiceException">There is none of that name, or it may not be read.</exception>
    public async Task<IReadOnlyDictionary<string, string>> DescribeAsync(
        string stack, CancellationToken cancellationToken)
    {
        var response = await InvokeAsync<DescribeStacksResponse>(
            new DescribeStacksRequest(stack),
            new InvokeOptions
            {
                RequestMarshaller = new DescribeStacksMarshaller(),
                ResponseUnmarshaller = new DescribeStacksUnmarshaller(),
            },
            cancellationToken).ConfigureAwait(false);
        return response.Outputs;
    }

    /// <inheritdoc/>
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        pipeline.RemoveHandler<EndpointResolver>();
        pipeline.AddHandlerAfter<Marshaller>(new StackEndpointResolver());
        pipeline.AddHandlerAfter<Marshaller>(new StackAuthResolver());
    }

    private sealed class CloudFormationMetadata : IServiceMetadata
    {
        public string ServiceId => "CloudFormation";

        public IDictionary<string, string> OperationNameMapping { get; } = new Dictionary<string, string>();
    }

    private sealed class StackEndpointResolver : BaseEndpointResolver
    {
        protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
            new StackEndpointParameters();

        private sealed class StackEndpointParameters : EndpointParameters;
    }

    private sealed class StackAuthResolver : BaseAuthResolverHandler
    {
        protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
            AuthSchemeOption.DEFAULT_SIGV4;
    }
}
