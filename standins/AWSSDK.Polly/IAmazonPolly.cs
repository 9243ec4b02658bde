using Amazon.Polly.Model;
using Amazon.Runtime;

namespace Amazon.Polly;

/// <summary>Text to speech.</summary>
public partial interface IAmazonPolly : IAmazonService, IDisposable
{
    Task<SynthesizeSpeechResponse> SynthesizeSpeechAsync(SynthesizeSpeechRequest request,
        CancellationToken cancellationToken = default);

    Task<DescribeVoicesResponse> DescribeVoicesAsync(DescribeVoicesRequest request,
        CancellationToken cancellationToken = default);

    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonPollyConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(
        AWSCredentials awsCredentials,
        ClientConfig clientConfig) =>
        new AmazonPollyClient(awsCredentials, (AmazonPollyConfig)clientConfig);
}
