using Amazon.Runtime;
using Amazon.Runtime.Credentials.Internal;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Runtime.Internal.Auth;

namespace Amazon.Polly.Internal;

/// <summary>Sends requests to the region's endpoint, or to the one configured.</summary>
internal sealed class PollyEndpointResolver : BaseEndpointResolver
{
    protected override EndpointParameters MapEndpointsParameters(IRequestContext requestContext) =>
        new PollyEndpointParameters();

    private sealed class PollyEndpointParameters : EndpointParameters;
}

/// <summary>Polly takes Signature Version 4 alone.</summary>
internal sealed class PollyAuthResolver : BaseAuthResolverHandler
{
    protected override List<IAuthSchemeOption> ResolveAuthOptions(IExecutionContext executionContext) =>
        AuthSchemeOption.DEFAULT_SIGV4;
}
