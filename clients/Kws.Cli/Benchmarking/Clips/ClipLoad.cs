using System.Collections.Concurrent;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.Cli.Benchmarking.Clips;

/// <summary>Classifies clips, as many at once as asked, and measures.</summary>
internal sealed class ClipLoad(
    KeywordSpotter.KeywordSpotterClient[] clients, IReadOnlyList<byte[]> wavs, int concurrency)
{
    private readonly ClassifyRequest[] _requests =
        [.. wavs.Select(wav => new ClassifyRequest { Wav = UnsafeByteOperations.UnsafeWrap(wav), Top = 1 })];

    /// <summary>Each of the workers sends one clip, waits for its answer, sends the next.</summary>
    public Task<LoadResult> UnaryAsync(LoadRun run, CancellationToken cancellationToken) =>
        run.CallsAsync("Classify", concurrency, (worker, number) =>
            clients[worker % clients.Length].ClassifyAsync(
                Request(number), cancellationToken: cancellationToken).ResponseAsync);

    /// <summary>One call a connection; together they have as many clips under way as asked.</summary>
    public Task<LoadResult> ManyAsync(LoadRun run, CancellationToken cancellationToken) =>
        run.RunAsync("ClassifyMany", concurrency, Math.Min(clients.Length, concurrency), worker =>
            Task.Run(() => ManyOnOneAsync(clients[worker], run, cancellationToken), CancellationToken.None));

    private async Task ManyOnOneAsync(
        KeywordSpotter.KeywordSpotterClient client, LoadRun run, CancellationToken cancellationToken)
    {
        using var call = client.ClassifyMany(
            cancellationToken: cancellationToken);
        using var room = new SemaphoreSlim(Math.Max(1, concurrency / clients.Length));
        var begun = new ConcurrentQueue<long>();
        var sending = SendAsync();
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            if (call.ResponseStream.Current.Error is { } error)
                throw new RpcException(new Status((StatusCode)error.StatusCode, error.Message));
            begun.TryDequeue(out var begin);
            run.End(begin);
            room.Release();
        }
        await sending;

        async Task SendAsync()
        {
            while (!run.IsOver)
            {
                await room.WaitAsync(cancellationToken);
                begun.Enqueue(run.Begin());
                await call.RequestStream.WriteAsync(
                    new ClassifyManyRequest { ClipId = "", Clip = Request(run.Next()) }, cancellationToken);
            }
            await call.RequestStream.CompleteAsync();
        }
    }

    private ClassifyRequest Request(long number) => _requests[(int)(number % _requests.Length)];
}
