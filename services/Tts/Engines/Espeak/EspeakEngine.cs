using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Engines.Espeak;

/// <summary>A pool of worker processes, each with an espeak-ng of its own. Clients take turns for them.</summary>
internal sealed class EspeakEngine(
    IOptions<TtsOptions> options,
    TtsMetrics metrics,
    TimeProvider timeProvider,
    ILogger<EspeakEngine> logger) : ISpeechEngine, IAsyncDisposable
{
    // The service itself, when it starts workers or looks after them.
    private const string Self = "";

    private readonly int _workers = options.Value.Espeak.WorkerCount;
    private readonly ConcurrentStack<EspeakWorker> _idle = [];
    private readonly FairQueue _queue = new(options.Value.Espeak.WorkerCount, options.Value.Espeak.QueueLimit);
    private readonly EndedTexts _ended = new(timeProvider);
    private readonly ConcurrentDictionary<Task, byte> _settling = [];
    private VoiceCatalogue? _voices;

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
            Return(await RentAsync(Self, cancellationToken));
        return _voices!;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SpeechPart> SpeakAsync(
        SpeechJob job,
        string client,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (_ended.Contains(job))
            throw new InvalidRequestException("text", "the text of a request that ended a voice",
                $"another text; this one is not tried again for {EndedTexts.Lifetime.TotalMinutes} minutes");
        var worker = await RentAsync(client, cancellationToken);
        try
        {
            await foreach (var part in worker.SpeakAsync(job, cancellationToken))
                yield return part;
        }
        finally
        {
            Settle(worker, job);
        }
    }

    /// <inheritdoc/>
    public async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            var workers =
                await Task.WhenAll(Enumerable.Range(0, _workers).Select(_ => RentAsync(Self, cancellationToken)));
            foreach (var worker in workers)
                Return(worker);
        }
        catch (EngineUnavailableException exception)
        {
            logger.EngineUnavailable(Name, exception.Message);
        }
    }

    /// <inheritdoc/>
    /// <remarks>Those that speak are watched by their jobs.</remarks>
    public async Task<HealthCheckResult> CheckHealthAsync(CancellationToken cancellationToken)
    {
        var speaking = _queue.Speaking;
        // Without any, one is started: that tells whether the library is there.
        var idle = Math.Max(1, _idle.Count);
        List<Task<string?>> probes = [];
        while (probes.Count < idle && _queue.TryEnter())
            probes.Add(ProbeAsync(cancellationToken));
        var faults = (await Task.WhenAll(probes)).OfType<string>().ToList();
        if (faults.Count == 0)
            return HealthCheckResult.Healthy();
        var told = $"{faults.Count} of {_workers} voices did not answer: {faults[0]}";
        return faults.Count == probes.Count && speaking == 0
            ? HealthCheckResult.Unhealthy(told)
            : HealthCheckResult.Degraded(told);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_settling.Keys);
        while (_idle.TryPop(out var worker))
            await worker.DisposeAsync();
    }

    // Why the voice that waits longest in the pool is of no use, or null. Its place in the queue is taken.
    private async Task<string?> ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            var fault = _idle.TryPop(out var worker) ? await FaultOfAsync(worker, cancellationToken) : null;
            Return(fault is null && worker is not null ? worker : await StartAsync(cancellationToken));
            return fault;
        }
        catch (Exception exception) when (exception is EngineUnavailableException or OperationCanceledException)
        {
            _queue.Leave();
            return exception.Message;
        }
    }

    private async Task<EspeakWorker> RentAsync(string client, CancellationToken cancellationToken)
    {
        await _queue.EnterAsync(client, cancellationToken);
        try
        {
            while (_idle.TryPop(out var idle))
                if (await FaultOfAsync(idle, cancellationToken) is null)
                    return idle;
            return await StartAsync(cancellationToken);
        }
        catch
        {
            _queue.Leave();
            throw;
        }
    }

    // A worker that does not answer is replaced; one whose answer is not waited for is, too.
    private async Task<string?> FaultOfAsync(EspeakWorker idle, CancellationToken cancellationToken)
    {
        try
        {
            if (await idle.AnswersAsync(cancellationToken))
                return null;
        }
        catch (OperationCanceledException)
        {
            _idle.Push(idle);
            throw;
        }
        Replace(idle);
        return $"the worker {idle.State.ToString().ToLowerInvariant()}";
    }

    private async Task<EspeakWorker> StartAsync(CancellationToken cancellationToken)
    {
        var worker = await EspeakWorker.StartAsync(timeProvider, cancellationToken);
        SampleRateHz = worker.Hello.SampleRateHz;
        _voices ??= new VoiceCatalogue(worker.Hello.Voices.Voices, [.. worker.Hello.Voices.Variants]);
        return worker;
    }

    // Behind the request's back: the client that leaves does not wait until its worker has stopped.
    private void Settle(EspeakWorker worker, SpeechJob job) => Follow(SettleAsync(worker, job));

    private async Task SettleAsync(EspeakWorker worker, SpeechJob job)
    {
        await worker.SettleAsync();
        if (worker.State is WorkerState.Crashed or WorkerState.Hung)
            _ended.Add(job);
        Return(worker);
    }

    private void Return(EspeakWorker worker)
    {
        if (worker.State == WorkerState.Usable)
            _idle.Push(worker);
        else
            Replace(worker);
        _queue.Leave();
    }

    private void Replace(EspeakWorker worker)
    {
        var reason = worker.State.ToString().ToLowerInvariant();
        logger.WorkerReplaced(Name, reason);
        metrics.WorkerReplaced(Name, reason);
        Follow(worker.DisposeAsync().AsTask());
    }

    private void Follow(Task task)
    {
        _settling[task] = 0;
        _ = task.ContinueWith(done => _settling.TryRemove(done, out _), CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }
}
