using Google.Protobuf;
using Grpc.Core;
using Kws.Audio;
using Kws.Audio.V1;

namespace Kws.Gateway.Tests.Hosts;

/// <summary>A device that streams a clip.</summary>
internal static class Listening
{
    /// <summary>Of espeak-ng's voices.</summary>
    public const int RateHz = 22_050;

    private const int ChunkBytes = RateHz / 10 * sizeof(short);
    private const int WavHeaderBytes = 44;

    /// <summary>Opens a stream and waits until the service has begun to listen.</summary>
    public static async Task<AsyncDuplexStreamingCall<SpotRequest, SpotResponse>> OpenAsync(
        KeywordSpotter.KeywordSpotterClient client, DateTime? deadline = null)
    {
        var call = client.Spot(deadline: deadline);
        await call.RequestStream.WriteAsync(new SpotRequest
        {
            Config = new SpotConfig
            {
                DeviceId = "kitchen",
                RecordingId = "one",
                SampleRateHz = RateHz,
                Encoding = Encoding.S16Le,
            },
        }).WithTimeout();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.NotNull(call.ResponseStream.Current.Started);
        return call;
    }

    /// <summary>Streams a WAV clip with a second of silence on both sides: what was heard, with the ids.</summary>
    public static async Task<IReadOnlyList<(string Id, string Label)>> HearAsync(
        KeywordSpotter.KeywordSpotterClient client, byte[] wav)
    {
        using var call = await OpenAsync(client);
        var pcm = Pcm(wav);
        await SendAsync(call, pcm, 0, pcm.Length);
        return await EndAsync(call);
    }

    /// <summary>Sends a part of a recording, from one byte to before another.</summary>
    public static async Task SendAsync(
        AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call, byte[] pcm, int first, int end)
    {
        for (var i = first; i < end; i += ChunkBytes)
        {
            await call.RequestStream.WriteAsync(new SpotRequest
            {
                Chunk = new AudioChunk
                {
                    Pcm = ByteString.CopyFrom(pcm.AsSpan(i, Math.Min(ChunkBytes, end - i))),
                    FirstSampleIndex = i / sizeof(short),
                },
            }).WithTimeout();
        }
    }

    /// <summary>Ends the recording: what was heard in it, with the ids.</summary>
    public static async Task<IReadOnlyList<(string Id, string Label)>> EndAsync(
        AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call)
    {
        await call.RequestStream.CompleteAsync().WithTimeout();
        List<(string, string)> heard = [];
        while (await call.ResponseStream.MoveNext(CancellationToken.None).WithTimeout())
        {
            if (call.ResponseStream.Current.Keyword is { } keyword)
                heard.Add((keyword.Id, keyword.Label));
        }
        return heard;
    }

    /// <summary>The samples of a clip of espeak-ng's as s16le, with a second of silence on both sides.</summary>
    public static byte[] Pcm(byte[] wav)
    {
        var audio = WavReader.Read(wav);
        Assert.Equal(RateHz, audio.SampleRateHz);
        var silence = new byte[RateHz * sizeof(short)];
        return [.. silence, .. WavWriter.ToPcm16(RateHz, audio.Mono)[WavHeaderBytes..], .. silence];
    }
}
