using Grpc.Core;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.Benchmarking;
using Kws.Cli.Benchmarking.Streams;
using Kws.Cli.Servers;
using Kws.Cli.Tests.Hosts;
using Kws.Cli.Tests.Keywords;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Cli.Tests.Benchmarking;

/// <summary>One device of a load test against a scripted server, by a clock that goes on only when told.</summary>
public sealed class LoadStreamTests : IAsyncLifetime
{
    private const int ChunkSamples = 320;
    private static readonly TimeSpan Chunk = TimeSpan.FromMilliseconds(20);

    // A word is heard each second of audio: at this rate with the fifth chunk, as is the first acknowledgement.
    private static readonly SpotConfig Config =
        new() { DeviceId = "bench-0", SampleRateHz = 1600, Encoding = Encoding.S16Le };
    private readonly FakeTimeProvider _timeProvider = new();
    private readonly ScriptedSpotter _spotter = new();
    private readonly StreamLoadFigures _figures = new() { IsMeasuring = true };
    private ScriptedHost? _host;
    private GrpcChannel? _channel;

    public async Task InitializeAsync()
    {
        _host = await ScriptedHost.StartAsync(_spotter);
        _channel = ServerChannel.Open(new ServerEndpoint(new Uri(_host.Address)));
    }

    public async Task DisposeAsync()
    {
        _channel!.Dispose();
        await _host!.DisposeAsync();
    }

    [Fact]
    public async Task Stream_ToldLate_MeasuresFromWhenItsAudioWasDueAndFromWhenItWasSent()
    {
        var decide = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _spotter.BeforeChunk = (_, position, _) => position == 4 * ChunkSamples ? decide.Task : Task.CompletedTask;
        using var stream = Open();
        await stream.OpenAsync(Config).WithTimeout();
        var receiving = stream.ReceiveAsync();

        await SendAsync(stream, chunks: 5, late: TimeSpan.FromMilliseconds(3));
        _timeProvider.Advance(TimeSpan.FromMilliseconds(7));
        decide.SetResult();
        await UntilAsync(() => stream.ProcessedSamples == 5 * ChunkSamples);
        await stream.CloseAsync().WithTimeout();
        await receiving.WithTimeout();

        AssertDelay(count: 5, milliseconds: 3, _figures.Lateness.Summary());
        AssertDelay(count: 1, milliseconds: 10, _figures.Keyword.Summary());
        Assert.Equal(10, _figures.FromDue.Summary().P50Ms, 0.2);
        Assert.Equal(7, _figures.FromSent.Summary().P50Ms, 0.2);
        Assert.Equal(5, _figures.Chunks);
        Assert.Empty(_spotter.Faults);
    }

    [Fact]
    public async Task Stream_Closed_HasEverySampleDecidedAndNoFailure()
    {
        using var stream = Open();
        await stream.OpenAsync(Config).WithTimeout();
        var receiving = stream.ReceiveAsync();

        // Not a whole number of acknowledgements: the last comes at the close.
        await SendAsync(stream, chunks: 7, late: TimeSpan.Zero);
        await stream.CloseAsync().WithTimeout();
        await receiving.WithTimeout();

        Assert.Equal((7 * ChunkSamples, 7 * ChunkSamples), (stream.SentSamples, stream.ProcessedSamples));
        Assert.Null(stream.Failure);
    }

    [Fact]
    public async Task Stream_SeveralChunksDueAtOnce_AreAllSentInOrder()
    {
        using var stream = Open();
        await stream.OpenAsync(Config).WithTimeout();
        var receiving = stream.ReceiveAsync();

        var due = _timeProvider.GetTimestamp();
        for (var chunk = 0; chunk < 20; chunk++)
            stream.ChunkIsDue(due);
        await UntilAsync(() => stream.SentSamples == 20 * ChunkSamples);
        await stream.CloseAsync().WithTimeout();
        await receiving.WithTimeout();

        Assert.Empty(_spotter.Faults);
        Assert.Equal(20 * ChunkSamples, stream.ProcessedSamples);
    }

    [Fact]
    public async Task Stream_RefusedOnTheWay_EndsWithTheServersReasonAndSendsNoMore()
    {
        _spotter.BeforeChunk = (_, position, _) => position > 0
            ? throw new RpcException(new Status(StatusCode.ResourceExhausted, "too much"))
            : Task.CompletedTask;
        using var stream = Open();
        await stream.OpenAsync(Config).WithTimeout();
        var receiving = stream.ReceiveAsync();

        await SendAsync(stream, chunks: 2, late: TimeSpan.Zero);
        await receiving.WithTimeout();
        stream.ChunkIsDue(_timeProvider.GetTimestamp());
        await stream.CloseAsync().WithTimeout();

        Assert.Equal("ResourceExhausted: too much", stream.Failure);
        Assert.Equal(2 * ChunkSamples, stream.SentSamples);
    }

    [Fact]
    public async Task Stream_WhileNotMeasured_AddsNothing()
    {
        _figures.IsMeasuring = false;
        using var stream = Open();
        await stream.OpenAsync(Config).WithTimeout();
        var receiving = stream.ReceiveAsync();

        await SendAsync(stream, chunks: 5, late: TimeSpan.Zero);
        await stream.CloseAsync().WithTimeout();
        await receiving.WithTimeout();

        Assert.Equal(0, _figures.Chunks);
        DelayHistogram[] all = [_figures.FromDue, _figures.FromSent, _figures.Keyword, _figures.Lateness];
        Assert.All(all, delays => Assert.Equal(0, delays.Summary().Count));
    }

    private static void AssertDelay(long count, double milliseconds, DelaySummary delay)
    {
        Assert.Equal(count, delay.Count);
        Assert.Equal(milliseconds, delay.P50Ms, 0.2);
        Assert.Equal(milliseconds, delay.MaxMs, 0.2);
    }

    private static async Task UntilAsync(Func<bool> isSo)
    {
        var begin = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begin) < TimeSpan.FromSeconds(60),
                "it did not come about in a minute");
            await Task.Delay(1);
        }
    }

    private LoadStream Open() => new(
        _channel!.CreateCallInvoker(), _figures, _timeProvider, CountedAudio.Seconds(4.096).ToPcm().AsMemory(
            0, 100 * ChunkSamples * sizeof(short)), ChunkSamples, 0, default);

    private async Task SendAsync(LoadStream stream, int chunks, TimeSpan late)
    {
        _timeProvider.Advance(late);
        for (var chunk = 1; chunk <= chunks; chunk++)
        {
            _timeProvider.Advance(Chunk);
            stream.ChunkIsDue(_timeProvider.GetTimestamp() - late.Ticks);
            await UntilAsync(() => stream.SentSamples == chunk * ChunkSamples || stream.Failure is not null);
        }
    }
}
