using Grpc.Net.Client;
using Kws.Contracts.Events;
using Kws.Speech.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Kws.Tts.Tests.Grpc;

/// <summary>The service on a loopback port with the real espeak-ng, and a client.</summary>
internal sealed class SpeechHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly GrpcChannel _channel;

    private SpeechHost(WebApplication app, RecordingLoggerProvider logs)
    {
        _app = app;
        Logs = logs;
        var address = app.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First();
        _channel = GrpcChannel.ForAddress(address,
            new GrpcChannelOptions { MaxReceiveMessageSize = 16 << 20, MaxSendMessageSize = 64 << 20 });
        Client = new Kws.Speech.V1.Speech.SpeechClient(_channel);
    }

    internal IServiceProvider Services => _app.Services;

    internal RecordingLoggerProvider Logs { get; }

    internal required RecordingEvents Events { get; init; }

    internal Kws.Speech.V1.Speech.SpeechClient Client { get; }

    internal static async Task<SpeechHost> StartAsync(params string[] settings)
    {
        Skip.IfNot(File.Exists("/usr/bin/espeak-ng"), "espeak-ng is not installed");
        var logs = new RecordingLoggerProvider();
        var events = new RecordingEvents();
        var app = TtsApplication.Create(["--urls=http://127.0.0.1:0", .. settings], builder =>
        {
            builder.Logging.ClearProviders().AddProvider(logs);
            builder.Services.AddSingleton<IEventPublisher>(events);
        });
        await app.StartAsync().WithTimeout();
        return new SpeechHost(app, logs) { Events = events };
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
        await _app.StopAsync().WithTimeout();
        await _app.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
