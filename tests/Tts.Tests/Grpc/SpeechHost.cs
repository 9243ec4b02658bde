using System.Net;
using Grpc.Net.Client;
using Kws.Contracts.Events;
using Kws.Speech.V1;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Tts.Tests.Grpc;

/// <summary>The service on a loopback port with the real espeak-ng, and a client.</summary>
internal sealed class SpeechHost : IAsyncDisposable
{
    private readonly KestrelHost _host;
    private readonly GrpcChannel _channel;

    private SpeechHost(KestrelHost host)
    {
        _host = host;
        _channel = GrpcChannel.ForAddress(host.Address,
            new GrpcChannelOptions { MaxReceiveMessageSize = 16 << 20, MaxSendMessageSize = 64 << 20 });
        Client = new Kws.Speech.V1.Speech.SpeechClient(_channel);
    }

    internal IServiceProvider Services => _host.Services;

    internal RecordingLoggerProvider Logs => _host.Logs;

    internal required RecordingEvents Events { get; init; }

    internal GrpcChannel Channel => _channel;

    internal Kws.Speech.V1.Speech.SpeechClient Client { get; }

    internal static async Task<SpeechHost> StartAsync(params string[] settings)
    {
        Skip.IfNot(File.Exists("/usr/bin/espeak-ng"), "espeak-ng is not installed");
        var events = new RecordingEvents();
        var host = await KestrelHost.StartAsync(configure =>
            TtsApplication.Create([.. KestrelHost.Arguments(), "--Health:Period=00:05:00", .. settings], builder =>
            {
                configure(builder);
                builder.Services.AddSingleton<IEventPublisher>(events);
            }));
        // The first look asks the idle workers; until it is over they are not idle.
        using var http = new HttpClient
        {
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        (await http.GetAsync(new Uri($"{host.Address}/health")).WithTimeout()).Dispose();
        return new SpeechHost(host) { Events = events };
    }

    /// <summary>All responses of a call.</summary>
    internal async Task<List<SynthesizeResponse>> SpeakAsync(SynthesizeRequest request, TimeSpan? deadline = null)
    {
        using var call = Client.Synthesize(request, deadline: DateTime.UtcNow + (deadline ?? TimeSpan.FromSeconds(30)));
        List<SynthesizeResponse> responses = [];
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
            responses.Add(call.ResponseStream.Current);
        return responses;
    }

    /// <summary>The PCM of all chunks.</summary>
    internal static byte[] Pcm(IEnumerable<SynthesizeResponse> responses) =>
        [.. responses.Where(response => response.Chunk is not null).SelectMany(response => response.Chunk.Pcm)];

    public async ValueTask DisposeAsync()
    {
        _channel.Dispose();
        await _host.StopAsync().WithTimeout();
        await _host.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
