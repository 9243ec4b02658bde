using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Engines.Espeak;

/// <summary>A pool of worker processes, each with an espeak-ng of its own.</summary>
internal sealed class EspeakEngine(IOptions<TtsOptions> options, ILogger<EspeakEngine> logger)
    : ISpeechEngine, IAsyncDisposable
{
    private readonly EspeakOptions _options = options.Value.Espeak;
    private readonly ConcurrentStack<EspeakWorker> _idle = [];
    private readonly SemaphoreSlim _free = new(options.Value.Espeak.WorkerCount);
    private VoiceCatalogue? _voices;
    private int _waiting;

    /// <inheritdoc/>
    public string Name => "espeak-ng";

    /// <inheritdoc/>
    public int SampleRateHz { get; private set; } = 22050;

    /// <summary>Processes that wait for a job.</summary>
    internal IEnumerable<EspeakWorker> Idle => _idle;

    /// <inheritdoc/>
    public async Task<VoiceCatalogue> VoicesAsync(CancellationToken cancellationToken)
    {
        if (_voices is null)
            await ReturnAsync(await RentAsync(cancellationToken));
        return _voices!;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var worker = await RentAsync(cancellationToken);
        try
        {
            await foreach (var part in worker.SpeakAsync(job, cancellationToken))
                yield return part;
        }
        finally
        {
            await ReturnAsync(worker);
        }
    }

    /// <inheritdoc/>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            var workers =
                await Task.WhenAll(Enumerable.Range(0, _options.Workers).Select(_ => RentAsync(cancellationToken)));
            foreach (var worker in workers)
                await ReturnAsync(worker);
        }
        catch (EngineUnavailableException exception)
        {
            logger.EngineUnavailable(Name, exception.Message);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_idle.TryPop(out var worker))
            await worker.DisposeAsync();
        _free.Dispose();
    }

    private async Task<EspeakWorker> RentAsync(CancellationToken cancellationToken)
    {
        var limit = _options.Workers + _options.QueueLimit;
        if (Interlocked.Increment(ref _waiting) > limit)
        {
            Interlocked.Decrement(ref _waiting);
            throw new EngineBusyException(
                $"{limit} requests are speaking or waiting, the limit of espeak-ng's voices and queue; try again " +
                $"later");
        }
        try
        {
            await _free.WaitAsync(cancellationToken);
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }
        try
        {
            return await TakeAsync(cancellationToken);
        }
        catch
        {
            Release();
            throw;
        }
    }

    private async Task<EspeakWorker> TakeAsync(CancellationToken cancellationToken)
    {
        while (_idle.TryPop(out var idle))
        {
            if (!idle.HasExited)
                return idle;
            logger.WorkerReplaced(Name);
            await idle.DisposeAsync();
        }
        var worker = await EspeakWorker.StartAsync(cancellationToken);
        SampleRateHz = worker.Hello.SampleRateHz;
        _voices ??= new VoiceCatalogue(worker.Hello.Voices.Voices, [.. worker.Hello.Voices.Variants]);
        return worker;
    }

    private async Task ReturnAsync(EspeakWorker worker)
    {
        if (worker.IsHealthy)
        {
            _idle.Push(worker);
        }
        else
        {
            logger.WorkerReplaced(Name);
            await worker.DisposeAsync();
        }
        Release();
    }

    private void Release()
    {
        _free.Release();
        Interlocked.Decrement(ref _waiting);
    }
}
