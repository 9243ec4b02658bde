using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.SageMaker.Internal;

/// <summary>Sends requests to the region's endpoint, or to the one configured.</summary>
internal sealed class SageMakerEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        new SageMakerEndpointParameters();

    private sealed class SageMakerEndpointParameters : EndpointParameters;
}

/// <summary>SageMaker takes Signature Version 4 alone.</summary>
internal sealed class SageMakerAuthResolver : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
        AuthSchemeOption.DEFAULT_SIGV4;
}
