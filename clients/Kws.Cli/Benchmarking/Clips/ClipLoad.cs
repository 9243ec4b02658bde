using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary>Classifies clips for a while, as many at once as asked, and counts.</summary>
internal sealed class ClipLoad(KeywordSpotter.KeywordSpotterClient[] clients, IReadOnlyList<byte[]> wavs, int concurrency, TimeSpan duration)
{
    private readonly ClassifyRequest[] _requests =
        [.. wavs.Select(wav => new ClassifyRequest { Wav = UnsafeByteOperations.UnsafeWrap(wav), Top = 1 })];

    /// <summary>Each of the tasks sends one clip, waits for its answer, sends the next.</summary>
    public Task<ClipLoadResult> UnaryAsync(CancellationToken cancellation) => RunAsync("Classify", concurrency, async (client, next, figures, done) =>
    {
        while (!done.IsCancellationRequested)
        {
            long begin = Stopwatch.GetTimestamp();
            await client.ClassifyAsync(_requests[next() % _requests.Length], cancellationToken: cancellation);
            figures.Add(Stopwatch.GetElapsedTime(begin));
        }
    });

    /// <summary>One call a connection; together they have as many clips under way as asked.</summary>
    public Task<ClipLoadResult> ManyAsync(CancellationToken cancellation) => RunAsync("ClassifyMany", Math.Min(clients.Length, concurrency), async (client, next, figures, done) =>
    {
        using AsyncDuplexStreamingCall<ClassifyManyRequest, ClassifyManyResponse> call = client.ClassifyMany(cancellationToken: cancellation);
        using var room = new SemaphoreSlim(Math.Max(1, concurrency / clients.Length));
        var begun = new System.Collections.Concurrent.ConcurrentQueue<long>();
        Task sending = SendAsync();
        while (await call.ResponseStream.MoveNext(cancellation))
        {
            if (call.ResponseStream.Current.Error is { } error)
                throw new RpcException(new Status((StatusCode)error.StatusCode, error.Message));
            begun.TryDequeue(out long begin);
            figures.Add(Stopwatch.GetElapsedTime(begin));
            room.Release();
        }
        await sending;

        async Task SendAsync()
        {
            while (!done.IsCancellationRequested)
            {
                await room.WaitAsync(cancellation);
                begun.Enqueue(Stopwatch.GetTimestamp());
                await call.RequestStream.WriteAsync(new ClassifyManyRequest { ClipId = "", Clip = _requests[next() % _requests.Length] }, cancellation);
            }
            await call.RequestStream.CompleteAsync();
        }
    });

    private async Task<ClipLoadResult> RunAsync(
        string call, int tasks, Func<KeywordSpotter.KeywordSpotterClient, Func<long>, DelayHistogram, CancellationToken, Task> work)
    {
        var figures = new DelayHistogram();
        long clip = -1;
        using var done = new CancellationTokenSource(duration);
        long begin = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, tasks).Select(index =>
            Task.Run(() => work(clients[index % clients.Length], () => Interlocked.Increment(ref clip), figures, done.Token))));
        double seconds = Stopwatch.GetElapsedTime(begin).TotalSeconds;
        return new ClipLoadResult(call, concurrency, seconds, figures.Count / seconds, figures.Summary());
    }
}

/// <summary>What one way of calling reached.</summary>
internal sealed record ClipLoadResult(string Call, int Concurrency, double Seconds, double ClipsPerSecond, DelaySummary Delay);
