using System.Buffers.Binary;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Audio.V1;

namespace Kws.AppHost.Tests;

/// <summary>A device in a room where nobody speaks: faint noise at 16 kHz.</summary>
internal sealed class SpotStream : IDisposable
{
    private const int Rate = 16_000;
    private const int ChunkSamples = Rate / 10;

    private readonly AsyncDuplexStreamingCall<SpotRequest, SpotResponse> _call;
    private int _sent;

    public SpotStream(GrpcChannel channel) =>
        _call = new KeywordSpotter.KeywordSpotterClient(channel).Spot(deadline: DateTime.UtcNow.AddSeconds(60));

    public Task OpenAsync() => _call.RequestStream.WriteAsync(new SpotRequest
    {
        Config = new SpotConfig
        {
            DeviceId = "mesh-test",
            SampleRateHz = Rate,
            Encoding = Kws.Audio.V1.Encoding.S16Le,
            Responses = { ResponseKind.Acknowledged }
        },
    }).WithTimeout();

    public async Task SendAsync(int seconds)
    {
        for (var i = 0; i < seconds * 10; i++, _sent++)
            await _call.RequestStream.WriteAsync(new SpotRequest
            {
                Chunk =
                new AudioChunk { FirstSampleIndex = _sent * ChunkSamples, Pcm = Noise(_sent) }
            }).WithTimeout();
    }

    public Task CloseAsync() => _call.RequestStream.CompleteAsync().WithTimeout();

    /// <summary>The next position up to which the service decided; null at the end.</summary>
    public async Task<long?> NextAcknowledgedAsync()
    {
        while (await _call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
        {
            if (_call.ResponseStream.Current.BodyCase == SpotResponse.BodyOneofCase.Acknowledged)
                return _call.ResponseStream.Current.Acknowledged.ProcessedSample;
        }

        return null;
    }

    /// <summary>Streams and returns the position up to which the service decided in the end.</summary>
    public static async Task<long> StreamAsync(GrpcChannel channel, int seconds)
    {
        using var stream = new SpotStream(channel);
        await stream.OpenAsync();
        await stream.SendAsync(seconds);
        await stream.CloseAsync();
        long processed = 0;
        while (await stream.NextAcknowledgedAsync() is { } position)
            processed = Math.Max(processed, position);
        return processed;
    }

    public void Dispose() => _call.Dispose();

    private static ByteString Noise(int seed)
    {
        var random = new Random(seed);
        var pcm = new byte[ChunkSamples * sizeof(short)];
        for (var i = 0; i < ChunkSamples; i++)
            BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan(i * sizeof(short)), (short)random.Next(-30, 31));
        return ByteString.CopyFrom(pcm);
    }
}
