using Amazon.Runtime;
using Amazon.Runtime.Endpoints;
using Amazon.Runtime.Internal;
using Amazon.Util.Internal;

namespace Amazon.Polly;

/// <summary>Region, endpoint and the SDK's other client settings.</summary>
public partial class AmazonPollyConfig : ClientConfig
{
    private static readonly string s_userAgent = InternalSDKUtils.BuildUserAgentString("Polly", "4.1");

    private static readonly DefaultConfiguration[] s_modes =
    [
        .. Enum.GetValues<DefaultConfigurationMode>()
            .Where(mode => mode != DefaultConfigurationMode.Auto)
            .Select(mode => new DefaultConfiguration { Name = mode, RetryMode = RequestRetryMode.Standard }),
    ];

    public AmazonPollyConfig()
        : base(new DefaultConfigurationProvider(s_modes))
    {
        ServiceId = "Polly";
        AuthenticationServiceName = "polly";
        EndpointProvider = new PollyEndpointProvider(this);
    }

    /// <inheritdoc/>
    public override string RegionEndpointServiceName => "polly";

    /// <inheritdoc/>
    public override string ServiceVersion => "2016-06-10";

    /// <inheritdoc/>
    public override string UserAgent => s_userAgent;

    /// <inheritdoc/>
    public override Endpoint DetermineServiceOperationEndpoint(ServiceOperationEndpointParameters parameters) =>
        ResolveEndpoint();

    private Endpoint ResolveEndpoint() =>
        new(string.IsNullOrEmpty(ServiceURL)
            ? $"https://polly.{RegionEndpoint.SystemName}.{RegionEndpoint.PartitionDnsSuffix}"
            : ServiceURL);

    private sealed class PollyEndpointProvider(AmazonPollyConfig config) : IEndpointProvider
    {
        public Endpoint ResolveEndpoint(EndpointParameters parameters) => config.ResolveEndpoint();
    }
}
