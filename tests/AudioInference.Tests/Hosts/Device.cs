using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.AudioInference.Tests.Hosts;

/// <summary>A device as a test drives it: sends 16-bit audio in chunks, collects what it hears.</summary>
internal sealed class Device : IDisposable
{
    private readonly AsyncDuplexStreamingCall<SpotRequest, SpotResponse> _call;
    private Task _reading;

    private Device(AsyncDuplexStreamingCall<SpotRequest, SpotResponse> call, bool reads)
    {
        _call = call;
        _reading = reads ? ReadAsync() : Task.CompletedTask;
    }

    public List<SpotResponse> Responses { get; } = [];

    /// <summary>A send that the server has not taken.</summary>
    public Task Pending { get; set; } = Task.CompletedTask;

    public IEnumerable<Keyword> Keywords =>
        Snapshot().Where(r => r.BodyCase == SpotResponse.BodyOneofCase.Keyword).Select(r => r.Keyword);

    public IEnumerable<NearMiss> NearMisses =>
        Snapshot().Where(r => r.BodyCase == SpotResponse.BodyOneofCase.NearMiss).Select(r => r.NearMiss);

    public IEnumerable<Acknowledged> Acknowledgements =>
        Snapshot().Where(r => r.BodyCase == SpotResponse.BodyOneofCase.Acknowledged).Select(r => r.Acknowledged);

    /// <summary>Longest time between two responses.</summary>
    public TimeSpan LongestSilence { get; private set; }

    public Started? Started => Snapshot().FirstOrDefault()?.Started;

    public static SpotConfig Config(int rate = 16000, params ResponseKind[] responses) => new()
    {
        DeviceId = "test-device",
        RecordingId = "recording-1",
        SampleRateHz = rate,
        Encoding = Encoding.S16Le,
        Responses = { responses },
    };

    /// <summary>Begins a call; <paramref name="first"/> is its first message.</summary>
    public static async Task<Device> OpenAsync(
        KeywordSpotter.KeywordSpotterClient client,
        SpotRequest first,
        bool reads = true)
    {
        var device = new Device(client.Spot(), reads);
        await device.TrySendAsync(first);
        return device;
    }

    /// <summary>Begins a call with a config.</summary>
    public static Task<Device> OpenAsync(
        KeywordSpotter.KeywordSpotterClient client,
        SpotConfig config,
        bool reads = true) =>
        OpenAsync(client, new SpotRequest { Config = config }, reads);

    /// <summary>Sends a config and audio as fast as possible, closes, and returns when the server closed.</summary>
    public static async Task<Device> PlayAsync(
        KeywordSpotter.KeywordSpotterClient client,
        SpotConfig config,
        ReadOnlyMemory<short> audio,
        int chunk = 320)
    {
        var device = await OpenAsync(client, config);
        await device.SendAsync(audio, config.ResumeSample, chunk);
        await device.CloseAsync().WithTimeout(TimeSpan.FromMinutes(2));
        return device;
    }

    public Task SendAsync(SpotRequest request) => _call.RequestStream.WriteAsync(request);

    /// <summary>Sends a message, unless the server has ended the call: its status then comes from
    /// <see cref="FailureAsync"/>.</summary>
    /// <returns>Whether the call still took it.</returns>
    public async Task<bool> TrySendAsync(SpotRequest request)
    {
        try
        {
            await SendAsync(request).WithTimeout(TimeSpan.FromMinutes(2));
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }

    /// <summary>Sends samples from a position on, in chunks, until all are sent or the server ends the call.</summary>
    public async Task SendAsync(ReadOnlyMemory<short> audio, long first, int chunk = 320)
    {
        for (var at = 0; at < audio.Length; at += chunk)
        {
            var part = audio.Slice(at, Math.Min(chunk, audio.Length - at));
            if (!await TrySendAsync(Chunk(part.Span, first + at)))
                return;
        }
    }

    public static SpotRequest Chunk(ReadOnlySpan<short> samples, long first) => new()
    {
        Chunk = new AudioChunk
        {
            FirstSampleIndex = first,
            Pcm = ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples))
        },
    };

    /// <summary>Says that all audio was sent, and waits for the end of the call.</summary>
    public async Task CloseAsync()
    {
        await _call.RequestStream.CompleteAsync();
        await _reading;
    }

    /// <summary>Begins to read after all.</summary>
    public void BeginReading() => _reading = ReadAsync();

    /// <summary>Waits until no response came for a moment, as when a connection is about to break at a random
    /// time.</summary>
    public async Task WaitUntilQuietAsync()
    {
        int before;
        do
        {
            before = Snapshot().Length;
            await Task.Delay(40);
        }
        while (Snapshot().Length != before);
    }

    /// <summary>The status that the call ends with, without closing this side.</summary>
    public async Task<RpcException> FailureAsync() =>
        await Assert.ThrowsAsync<RpcException>(() => _reading).WithTimeout();

    public void Dispose() => _call.Dispose();

    private SpotResponse[] Snapshot()
    {
        lock (Responses)
            return [.. Responses];
    }

    private async Task ReadAsync()
    {
        for (var last = Stopwatch.GetTimestamp(); await _call.ResponseStream.MoveNext(CancellationToken.None);
            last = Stopwatch.GetTimestamp())
        {
            var silence = Stopwatch.GetElapsedTime(last);
            LongestSilence = silence > LongestSilence ? silence : LongestSilence;
            lock (Responses)
                Responses.Add(_call.ResponseStream.Current);
        }
    }
}
