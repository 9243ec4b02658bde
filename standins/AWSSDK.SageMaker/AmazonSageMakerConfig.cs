using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.SageMaker;

/// <summary>Region, endpoint and the SDK's other client settings.</summary>
public partial class AmazonSageMakerConfig : ClientConfig
{
    private static readonly string s_userAgent = InternalSDKUtils.BuildUserAgentString("SageMaker", "4.1");

    private static readonly DefaultConfiguration[] s_modes =
    [
        .. Enum.GetValues<DefaultConfigurationMode>()
            .Where(mode => mode != DefaultConfigurationMode.Auto)
            .Select(mode => new DefaultConfiguration { Name = mode, RetryMode = RequestRetryMode.Standard }),
    ];

    public AmazonSageMakerConfig()
        : base(new DefaultConfigurationProvider(s_modes))
    {
        ServiceId = "SageMaker";
        AuthenticationServiceName = "sagemaker";
        EndpointProvider = new SageMakerEndpointProvider(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "api.sagemaker";

    /// <inheritdoc/>
    public override string ServiceVersion => "2017-07-24";

    /// <inheritdoc/>
    public override string UserAgent => s_userAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        ResolveEndpoint();

    private Endpoint ResolveEndpoint() =>
        new(string.IsNullOrEmpty(ServiceURL)
            ? $"https://api.sagemaker.{RegionEndpoint.SystemName}.{RegionEndpoint.PartitionDnsSuffix}"
            : ServiceURL);

    private sealed class SageMakerEndpointProvider(AmazonSageMakerConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => config.ResolveEndpoint();
    }
}
