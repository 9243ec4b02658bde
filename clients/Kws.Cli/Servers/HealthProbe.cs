using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Features.V1;
using Kws.Speech.V1;
using Kws.Vision.V1;
using static Grpc.Health.V1.HealthCheckResponse.Types;
using Described = Kws.Audio.V1.DescribeModelRequest;
using SignDescribed = Kws.Vision.V1.DescribeModelRequest;

namespace Kws.Cli.Servers;

/// <summary>Asks a server once whether it serves.</summary>
internal static class HealthProbe
{
    // A service that tells its health on a port of its own (HEALTH_PORT) has no health service elsewhere; but it
    // listens only once it is ready, and describes itself to whoever asks.
    private static readonly Func<GrpcChannel, CallOptions, Task>[] s_descriptions =
    [
        (channel, options) => new KeywordSpotter.KeywordSpotterClient(channel)
            .DescribeModelAsync(new Described(), options).ResponseAsync,
        (channel, options) => new SignReader.SignReaderClient(channel)
            .DescribeModelAsync(new SignDescribed(), options).ResponseAsync,
        (channel, options) => new Kws.Speech.V1.Speech.SpeechClient(channel)
            .ListVoicesAsync(new ListVoicesRequest(), options).ResponseAsync,
        (channel, options) => new FeatureExtraction.FeatureExtractionClient(channel)
            .DescribeSpecsAsync(new DescribeSpecsRequest(), options).ResponseAsync,
    ];

    /// <param name="channel">To the server.</param>
    /// <param name="service">The service's full name; empty: the whole server, asked by other means when it has no
    /// health service.</param>
    /// <param name="options">Deadline and token.</param>
    public static async Task<ServingStatus> AskAsync(GrpcChannel channel, string service, CallOptions options)
    {
        try
        {
            var health = new Grpc.Health.V1.Health.HealthClient(channel);
            return (await health.CheckAsync(new HealthCheckRequest { Service = service }, options)).Status;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented && service.Length == 0)
        {
            foreach (var describe in s_descriptions)
                if (await IsAnsweredAsync(() => describe(channel, options)))
                    return ServingStatus.Serving;
            throw;
        }
    }

    private static async Task<bool> IsAnsweredAsync(Func<Task> call)
    {
        try
        {
            await call();
            return true;
        }
        catch (RpcException exception) when (exception.StatusCode == StatusCode.Unimplemented)
        {
            return false;
        }
        // It is up, and knows its callers.
        catch (RpcException exception)
            when (exception.StatusCode is StatusCode.Unauthenticated or StatusCode.PermissionDenied)
        {
            return true;
        }
    }
}
