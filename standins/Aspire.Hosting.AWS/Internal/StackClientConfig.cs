using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Aspire.Hosting.AWS.Internal;

/// <summary>CloudFormation's endpoint and the SDK's other client settings.</summary>
internal sealed class StackClientConfig : ClientConfig
{
    private static readonly string s_userAgent = InternalSDKUtils.BuildUserAgentString("CloudFormation", "4.1");

    private static readonly DefaultConfiguration[] s_modes =
    [
        .. Enum.GetValues<DefaultConfigurationMode>()
            .Where(mode => mode != DefaultConfigurationMode.Auto)
            .Select(mode => new DefaultConfiguration { Name = mode, RetryMode = RequestRetryMode.Standard }),
    ];

    public StackClientConfig()
        : base(new DefaultConfigurationProvider(s_modes))
    {
        ServiceId = "CloudFormation";
        AuthenticationServiceName = "cloudformation";
        EndpointProvider = new StackEndpointProvider(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "cloudformation";

    /// <inheritdoc/>
    public override string ServiceVersion => DescribeStacks.Version;

    /// <inheritdoc/>
    public override string UserAgent => s_userAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        ResolveEndpoint();

    private Endpoint ResolveEndpoint() =>
        new(string.IsNullOrEmpty(ServiceURL)
            ? $"https://cloudformation.{RegionEndpoint.SystemName}.{RegionEndpoint.PartitionDnsSuffix}"
            : ServiceURL);

    private sealed class StackEndpointProvider(StackClientConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => config.ResolveEndpoint();
    }
}
