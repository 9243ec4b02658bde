using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.Features;
using Kws.Features.V1;
using Client = Kws.Features.V1.FeatureExtraction.FeatureExtractionClient;

namespace Kws.FeatureExtraction.Benchmarks;

/// <summary>
/// Real-time 16 kHz streams on one call, each sending 100 ms ten times a second, a tenth of them every 10 ms. The delay
/// of a response is counted from the send of the audio that completed its frames.
/// </summary>
internal sealed class RealTimeStreams(Uri address, int streams, bool useParts)
{
    private const int TicksPerRound = 10;

    // In one message; the service takes no more parts.
    private const int MostOpened = 1_000;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);
    private readonly GrpcChannel _channel = GrpcChannel.ForAddress(address);
    private readonly ByteString _audio =
        ByteString.CopyFrom([.. Enumerable.Range(0, 3_200).Select(i => (byte)(i * 7))]);
    private readonly long[] _sentAt = new long[streams + 1];
    private readonly long[] _samples = new long[streams + 1];
    private readonly List<double> _delays = [];
    private AsyncDuplexStreamingCall<ExtractRequest, ExtractResponse> _call = null!;
    private Task _reading = Task.CompletedTask;
    private long _frames;
    private int _opened;

    public int Streams => streams;

    public long FramesMissing => _samples.Sum(FeatureSpecPresets.LogMel40.FrameCount) - _frames;

    public double Delay(double quantile)
    {
        lock (_delays)
            return _delays.Order().ElementAt((int)(_delays.Count * quantile));
    }

    public void ForgetDelays()
    {
        lock (_delays)
            _delays.Clear();
    }

    public async Task OpenAsync()
    {
        var specs = await new Client(_channel).DescribeSpecsAsync(new DescribeSpecsRequest());
        var spec = specs.Presets.Single(preset => preset.Name == "log-mel-40").Spec;
        _call = new Client(_channel).Extract();
        _reading = ReadAsync();
        foreach (var ids in Enumerable.Range(1, streams).Chunk(MostOpened))
            await SendAsync(ids.Select(id =>
                new ExtractRequest { StreamId = (uint)id, Open = new Open { Spec = spec } }));
        while (Volatile.Read(ref _opened) < streams)
        {
            // The server refused the call: reading tells why.
            if (_reading.IsCompleted)
                await _reading;
            await Task.Delay(10);
        }
    }

    public async Task SendAsync(TimeSpan duration)
    {
        var begin = Stopwatch.GetTimestamp();
        for (var tick = 0; tick * Tick < duration; tick++)
        {
            var early = tick * Tick - Stopwatch.GetElapsedTime(begin);
            if (early > TimeSpan.Zero)
                await Task.Delay(early);
            await SendAsync(Due(tick % TicksPerRound));
        }
    }

    public async Task CloseAsync()
    {
        await _call.RequestStream.CompleteAsync();
        await _reading;
        _call.Dispose();
        _channel.Dispose();
    }

    private IEnumerable<ExtractRequest> Due(int turn)
    {
        for (var id = 1 + turn; id <= streams; id += TicksPerRound)
        {
            _sentAt[id] = Stopwatch.GetTimestamp();
            _samples[id] += _audio.Length / 2;
            yield return new ExtractRequest { StreamId = (uint)id, Pcm = new Pcm { S16Le = _audio } };
        }
    }

    private async Task SendAsync(IEnumerable<ExtractRequest> requests)
    {
        if (useParts)
        {
            await _call.RequestStream.WriteAsync(new ExtractRequest { Parts = { requests } });
            return;
        }

        foreach (var request in requests)
            await _call.RequestStream.WriteAsync(request);
    }

    private async Task ReadAsync()
    {
        while (await _call.ResponseStream.MoveNext(CancellationToken.None))
        {
            var response = _call.ResponseStream.Current;
            foreach (var part in response.Parts.Count > 0 ? response.Parts : [response])
                Take(part);
        }
    }

    private void Take(ExtractResponse response)
    {
        if (response.Opened is not null)
            Interlocked.Increment(ref _opened);
        if (response.Failed is not null)
            throw new InvalidOperationException(response.Failed.Message);
        if (response.Frames is null)
            return;
        _frames += response.Frames.FrameCount;
        lock (_delays)
            _delays.Add(Stopwatch.GetElapsedTime(_sentAt[response.StreamId]).TotalMilliseconds);
    }
}
