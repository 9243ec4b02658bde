using Grpc.AspNetCore.Server;
using Kws.ServiceDefaults.Settings;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>Lets messages hold what a service says that it takes.</summary>
public static class ClipMessagesServiceCollectionExtensions
{
    /// <summary>Bytes of a second of the largest usual audio: 48 kHz, 16 bit, stereo (or 48 kHz float, mono).</summary>
    public const int BytesPerSecond = 48_000 * 2 * sizeof(short);

    private const int OverheadBytes = 64 * 1024;
    private const int MostBytes = 256 * 1024 * 1024;

    /// <summary>Raises the limit on request messages to the longest clip, if <c>Grpc:MaxReceiveMessageBytes</c> is
    /// less; at most 256 MiB.</summary>
    /// <param name="services">After gRPC's limits were added.</param>
    /// <param name="maxSeconds">Longest clip, in seconds.</param>
    public static IServiceCollection AddClipMessages<TOptions>(
        this IServiceCollection services, Func<TOptions, int> maxSeconds)
        where TOptions : class, new()
    {
        services.AddOptions<GrpcServiceOptions>().PostConfigure<IOptions<TOptions>>((grpc, options) =>
        {
            var clip = Math.Min(MostBytes, (long)maxSeconds(options.ValidOrDefault()) * BytesPerSecond + OverheadBytes);
            grpc.MaxReceiveMessageSize = Math.Max(grpc.MaxReceiveMessageSize ?? MostBytes, (int)clip);
        });
        return services;
    }
}
