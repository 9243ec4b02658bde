using Grpc.Core;
using Grpc.Net.Client;
using Kws.Audio.V1;
using Kws.Cli.Audio;
using Kws.Cli.Servers;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>The load of <c>kws bench streams</c>.</summary>
/// <param name="Connections">HTTP/2 connections that the streams share.</param>
/// <param name="Speed">How many times as fast as it is spoken audio is sent.</param>
/// <param name="Spread">Time over which the streams begin; zero: all together, the worst case.</param>
/// <param name="WarmUp">Time that is not measured, from when all streams are open.</param>
/// <param name="Cost">Whether to tell what the threads of the servers' processes did.</param>
internal sealed record StreamLoadSettings(
    int Streams, int Connections, TimeSpan Chunk, double Speed, TimeSpan Spread, TimeSpan WarmUp, TimeSpan Measure,
    IReadOnlyList<int> ServerProcesses, bool Cost)
{
    /// <summary>Time from one chunk of a stream to the next.</summary>
    public TimeSpan Interval => Chunk / Speed;

    public int ChunkSamples => (int)Math.Round(Chunk.TotalSeconds * LoadAudio.SampleRateHz);
}

/// <summary>Runs many real-time streams against a server and measures the delay of its decisions.</summary>
/// <param name="servers">Connections go to them in turn, and streams to the connections.</param>
/// <param name="say">Gets what happens, for the person at the shell.</param>
internal sealed class StreamLoad(
    IReadOnlyList<ServerEndpoint> servers, StreamLoadSettings settings, Recording audio, TimeProvider timeProvider,
    Action<string> say)
{
    private const int OpenedAtOnce = 32;
    private static readonly TimeSpan MostClosing = TimeSpan.FromSeconds(30);
    private readonly StreamLoadFigures _figures = new();

    public async Task<StreamLoadResult> RunAsync(CancellationToken cancellationToken)
    {
        GrpcChannel[] channels = [.. Enumerable.Range(0, settings.Connections)
            .Select(index => OpenChannel(ServerOf(index)))];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            var streams = CreateStreams([.. channels.Select(channel => channel.CreateCallInvoker())], stop.Token);
            await OpenAsync(streams, cancellationToken);
            Task[] receiving = [.. streams.Select(stream => stream.ReceiveAsync())];
            var measured = await MeasureAsync(streams, cancellationToken);

            await Task.WhenAll(streams.Select(stream => stream.CloseAsync())).WaitAsync(MostClosing, cancellationToken);
            await Task.WhenAll(receiving).WaitAsync(MostClosing, cancellationToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return Summarise(streams, measured);
        }
        finally
        {
            await stop.CancelAsync();
            Array.ForEach(channels, channel => channel.Dispose());
        }
    }

    private ServerEndpoint ServerOf(int connection) => servers[connection % servers.Count];

    private static GrpcChannel OpenChannel(ServerEndpoint server)
    {
        var options = ServerChannel.Options(server);
        // One connection a channel: their number is part of what is measured.
        ((SocketsHttpHandler)options.HttpHandler!).EnableMultipleHttp2Connections = false;
        return GrpcChannel.ForAddress(server.Address, options);
    }

    private LoadStream[] CreateStreams(CallInvoker[] invokers, CancellationToken cancellationToken)
    {
        var pcm = audio.ToPcm();
        var chunks = audio.Samples.Length / settings.ChunkSamples;
        ReadOnlyMemory<byte> wholeChunks = pcm.AsMemory(0, chunks * settings.ChunkSamples * sizeof(short));
        return [.. Enumerable.Range(0, settings.Streams).Select(index => new LoadStream(
            invokers[index % invokers.Length], _figures, timeProvider, wholeChunks, settings.ChunkSamples,
            (int)((long)index * chunks / settings.Streams), cancellationToken))];
    }

    private async Task OpenAsync(LoadStream[] streams, CancellationToken cancellationToken)
    {
        say($"opening {streams.Length} streams on {settings.Connections} connections");
        var options =
            new ParallelOptions { MaxDegreeOfParallelism = OpenedAtOnce, CancellationToken = cancellationToken };
        await Parallel.ForAsync(0, streams.Length, options, async (index, _) =>
        {
            try
            {
                await streams[index].OpenAsync(new SpotConfig
                {
                    DeviceId = $"bench-{index}",
                    SampleRateHz = LoadAudio.SampleRateHz,
                    Encoding = Encoding.S16Le,
                    Responses = { ResponseKind.Acknowledged },
                });
            }
            catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
            {
                throw ServerSession.Explain(e, ServerOf(index % settings.Connections).Address);
            }
        });
    }

    private async Task<Measured> MeasureAsync(LoadStream[] streams, CancellationToken cancellationToken)
    {
        var pacer = new Pacer([.. streams.Select(stream => (Action<long>)stream.ChunkIsDue)], settings.Interval,
            settings.Spread, timeProvider);
        pacer.Start();
        try
        {
            say($"warming up for {settings.WarmUp.TotalSeconds:0} s, then measuring for " +
                $"{settings.Measure.TotalSeconds:0} s");
            await Task.Delay(settings.WarmUp, timeProvider, cancellationToken);
            using var cpu = new CpuMeter(settings.ServerProcesses, timeProvider);
            await using var memory = new MemoryMeter(settings.ServerProcesses, timeProvider);
            ThreadMeter[] threads = settings.Cost
                ? [.. settings.ServerProcesses.Select(process => new ThreadMeter(process, timeProvider))]
                : [];
            var begin = timeProvider.GetTimestamp();
            _figures.IsMeasuring = true;
            await Task.Delay(settings.Measure, timeProvider, cancellationToken);
            _figures.IsMeasuring = false;
            return new Measured(timeProvider.GetElapsedTime(begin).TotalSeconds, cpu.Read(),
                memory.Read(), [.. threads.Select(meter => meter.Read())]);
        }
        finally
        {
            pacer.Stop();
        }
    }

    private StreamLoadResult Summarise(LoadStream[] streams, Measured measured) => new(
        settings.Streams, settings.Connections, measured.Seconds,
        _figures.FromDue.Summary(), _figures.FromSent.Summary(), _figures.Keyword.Summary(),
            _figures.Lateness.Summary(), _figures.Timer.Summary(),
        _figures.Chunks, (long)(settings.Streams * measured.Seconds / settings.Interval.TotalSeconds),
        streams.Where(stream => stream.Failure is null).Sum(stream => stream.SentSamples - stream.ProcessedSamples),
        streams.Select(stream => stream.Failure).OfType<string>().GroupBy(reason => reason)
            .ToDictionary(group => group.Key, group => group.Count()),
        measured.Cpu, measured.Memory, settings.Speed, Machine.This, settings.Cost
            ? [.. measured.Cpu.Skip(1).Zip(measured.Threads, (share, threads) =>
                StreamCost.Of(share, threads, settings.Streams))]
            : null);

    private sealed record Measured(
        double Seconds, IReadOnlyList<CpuShare> Cpu, IReadOnlyList<MemoryUse> Memory,
        IReadOnlyList<IReadOnlyList<ThreadShare>> Threads);
}
