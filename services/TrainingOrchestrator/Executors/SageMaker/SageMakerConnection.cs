using Amazon;
using Amazon.Runtime;
using Amazon.SageMaker;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>The client of SageMaker, made when it is first asked for.</summary>
internal sealed class SageMakerConnection : IDisposable
{
    // Whoever calls tries again too, and for longer.
    private const int Retries = 2;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(30);
    private readonly Lazy<AmazonSageMakerClient> _client;

    public SageMakerConnection(IOptions<SageMakerOptions> options)
        : this(options, credentials: null)
    {
    }

    /// <param name="options">Where it is.</param>
    /// <param name="credentials">Null: the SDK's usual chain.</param>
    internal SageMakerConnection(IOptions<SageMakerOptions> options, AWSCredentials? credentials) =>
        _client = new Lazy<AmazonSageMakerClient>(() => Connect(options.Value, credentials));

    public IAmazonSageMaker Client => _client.Value;

    public void Dispose()
    {
        if (_client.IsValueCreated)
            _client.Value.Dispose();
    }

    private static AmazonSageMakerClient Connect(SageMakerOptions options, AWSCredentials? credentials)
    {
        var config = new AmazonSageMakerConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(options.Region),
            MaxErrorRetry = Retries,
            Timeout = s_timeout,
        };
        if (options.ServiceUrl.Length > 0)
        {
            config.ServiceURL = options.ServiceUrl;
            config.AuthenticationRegion = options.Region;
        }

        return credentials is null
            ? new AmazonSageMakerClient(config)
            : new AmazonSageMakerClient(credentials, config);
    }
}
