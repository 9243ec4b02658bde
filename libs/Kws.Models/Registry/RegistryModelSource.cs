using System.Threading.Channels;
using Kws.Contracts.Registry;
using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>The model that the registry promotes; the shipped one as long as there is none.</summary>
/// <remarks>
/// From the first question on a loop asks the registry again and again, however long a model takes to load: the
/// registry takes a replica that is silent for dead. A package is handed out once all of it is here and whole; while
/// the registry or the store is away, what serves goes on.
/// </remarks>
internal sealed class RegistryModelSource : IModelSource, IModelListener, IDisposable
{
    // A start does not wait for a registry or a store that do not answer: what it came with serves meanwhile.
    private static readonly TimeSpan s_startLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_answerLimit = TimeSpan.FromSeconds(3);

    private readonly ModelTask _task;
    private readonly ModelReplica _replica;
    private readonly IModelRegistry _registry;
    private readonly PackageCache _cache;
    private readonly FolderModelSource _shipped;
    private readonly TimeSpan _watch;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly Channel<bool> _changed = Bell();
    private readonly Channel<bool> _toTell = Bell();
    private readonly TaskCompletionSource _firstLook = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private RegistryLook _look = new();
    private Task? _asking;
    private bool _isAway;

    /// <param name="task">What the model is for.</param>
    /// <param name="replica">Who asks.</param>
    /// <param name="registry">Who is asked.</param>
    /// <param name="cache">Where packages are fetched to.</param>
    /// <param name="shipped">What serves without a promotion.</param>
    /// <param name="watch">Time between questions.</param>
    /// <param name="timeProvider">Clock of the questions.</param>
    /// <param name="logger">Told when the registry or a package is away.</param>
    public RegistryModelSource(
        ModelTask task, ModelReplica replica, IModelRegistry registry, PackageCache cache, FolderModelSource shipped,
        TimeSpan watch, TimeProvider timeProvider, ILogger<RegistryModelSource> logger)
    {
        (_task, _replica, _registry, _cache) = (task, replica, registry, cache);
        (_shipped, _watch, _timeProvider, _logger) = (shipped, watch, timeProvider, logger);
    }

    /// <inheritdoc/>
    public string? Hindrance => Look.Hindrance is { Length: > 0 } hindrance ? hindrance : null;

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<ModelCandidate>> CandidatesAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
            _asking ??= Task.Run(AskOnAsync, CancellationToken.None);
        try
        {
            await _firstLook.Task.WaitAsync(s_startLimit, _timeProvider, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _firstLook.TrySetResult();
        }

        var look = Look;
        // Folders may go from the cache, and the shipped ones with them: what serves needs none.
        ModelCandidate?[] wanted = look.Wanted is null ? [] : [look.Fetched, look.Serving];
        var shipped = Shipped(othersMayServe: wanted.Any(package => package is not null));
        return [.. wanted.OfType<ModelCandidate>().Concat(shipped).Distinct()];
    }

    /// <inheritdoc/>
    public async Task ChangedAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = _changed.Reader.ReadAsync(either.Token).AsTask();
        await Task.WhenAny(changed, _shipped.ChangedAsync(either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    void IModelListener.Activated(ModelManifest model, ModelCandidate package)
    {
        Change(look => look with { Serving = package, Manifest = model });
        _toTell.Writer.TryWrite(true);
    }

    void IModelListener.Rejected(ModelCandidate? package, string reason)
    {
        Change(look => package is not null && package == look.Fetched ? look with { Refusal = reason } : look);
        _toTell.Writer.TryWrite(true);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private RegistryLook Look
    {
        get
        {
            lock (_gate)
                return _look;
        }
    }

    private IReadOnlyList<ModelCandidate> Shipped(bool othersMayServe)
    {
        try
        {
            return _shipped.Candidates();
        }
        catch (Exception e)
            when (othersMayServe && e is (IOException or UnauthorizedAccessException or ArgumentException))
        {
            return [];
        }
    }

    private async Task AskOnAsync()
    {
        var stop = _stop.Token;
        var fetching = Task.CompletedTask;
        var fetch = new CancellationTokenSource();
        while (!stop.IsCancellationRequested)
        {
            if (await AskAsync(stop).ConfigureAwait(false))
            {
                await fetch.CancelAsync().ConfigureAwait(false);
                fetch.Dispose();
                fetch = CancellationTokenSource.CreateLinkedTokenSource(stop);
                await fetching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (fetching.IsCompleted && Look is { Wanted: { } wanted, Fetched: null })
                fetching = FetchAsync(wanted, fetch.Token);
            if (Look is { Wanted: null } or { Fetched: not null } or { Hindrance.Length: > 0 })
                _firstLook.TrySetResult();
            await PauseAsync(stop).ConfigureAwait(false);
        }

        fetch.Dispose();
    }

    // Whether another model is wanted than before.
    private async Task<bool> AskAsync(CancellationToken stop)
    {
        using var limit = new CancellationTokenSource(s_answerLimit, _timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, limit.Token);
        try
        {
            var wanted = await _registry.AskAsync(Look.ReportOf(_task, _replica), either.Token).ConfigureAwait(false);
            if (_isAway)
                RegistryLog.Back(_logger);
            _isAway = false;
            if (wanted == Look.Wanted)
                return false;
            RegistryLog.Wanted(_logger, wanted?.Name ?? "(the shipped one)", wanted?.Version ?? "",
                wanted?.PromotionId ?? "");
            Change(look => look.Want(wanted));
            if (wanted is null)
                _changed.Writer.TryWrite(true);
            return true;
        }
        catch (Exception e) when (!stop.IsCancellationRequested)
        {
            // Told once: it may be away for days.
            if (!_isAway)
                RegistryLog.Away(_logger, e.Message);
            _isAway = true;
            // A start does not wait for it.
            _firstLook.TrySetResult();
            return false;
        }
        catch (Exception) when (stop.IsCancellationRequested)
        {
            // What it is asked by may be gone already.
            return false;
        }
    }

    private async Task FetchAsync(WantedModel wanted, CancellationToken cancellationToken)
    {
        await Task.Yield();
        try
        {
            var folder = await _cache.BringAsync(wanted, cancellationToken).ConfigureAwait(false);
            // Promoted anew, a package is tried anew.
            var package = new ModelCandidate(folder, $"{wanted.ManifestSha256}:{wanted.PromotionId}")
            {
                PackageKey = wanted.PackageKey,
            };
            Change(look => look.Wanted == wanted ? look with { Fetched = package, Hindrance = "" } : look);
            _firstLook.TrySetResult();
            _changed.Writer.TryWrite(true);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            if (Look.Hindrance != e.Message)
                RegistryLog.NotFetched(_logger, wanted.PackageKey, e.Message);
            Change(look => look.Wanted == wanted ? look with { Hindrance = e.Message } : look);
            _firstLook.TrySetResult();
        }
        catch (OperationCanceledException)
        {
            // Another one is wanted.
        }
    }

    // Until it is time to ask again, or something is to be told, or was ordered.
    private async Task PauseAsync(CancellationToken stop)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop);
        await Task.WhenAny(
            Task.Delay(_watch, _timeProvider, either.Token),
            _toTell.Reader.ReadAsync(either.Token).AsTask(),
            _registry.OrderedAsync(either.Token)).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
    }

    private void Change(Func<RegistryLook, RegistryLook> change)
    {
        lock (_gate)
            _look = change(_look);
    }

    private static Channel<bool> Bell() => Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
}
