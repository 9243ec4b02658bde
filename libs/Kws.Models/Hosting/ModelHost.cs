using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>Holds the active model and exchanges it while calls use it.</summary>
/// <remarks>
/// A package that fails its checks is refused, whatever it holds, and the present model goes on; without one the next
/// best package serves. A refused package is looked at again when it has changed. Batches lease the model, so a swap
/// takes effect between two batches.
/// </remarks>
public sealed class ModelHost<TModel> : BackgroundService, IHostedLifecycleService
    where TModel : class, IHostedModel
{
    private readonly IModelSource _source;
    private readonly ModelLoader<TModel> _loader;
    private readonly IModelListener[] _listeners;
    private readonly ILogger _logger;
    private readonly ModelSlot<TModel> _slot = new();
    private readonly SemaphoreSlim _reloading = new(1, 1);
    private HashSet<ModelCandidate> _refused = [];
    private ModelCandidate? _active;

    /// <param name="source">Says which packages may serve, and when that changes.</param>
    /// <param name="loader">Verifies and loads a package's folder, and warms the model up.</param>
    /// <param name="listeners">Told of every model that is taken into use or refused.</param>
    /// <param name="logger">Told the same.</param>
    internal ModelHost(
        IModelSource source,
        ModelLoader<TModel> loader,
        IEnumerable<IModelListener> listeners,
        ILogger<ModelHost<TModel>> logger)
    {
        _source = source;
        _loader = loader;
        _listeners = [.. listeners];
        _logger = logger;
    }

    public bool HasModel => _slot.HasModel;

    /// <summary>Why the package that should serve does not; null when it does.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Why the package that should serve is not here yet; null when it is.</summary>
    public string? Hindrance => _source.Hindrance;

    /// <summary>
    /// The model that new work uses. For what it says of itself: whoever runs it leases it, since a swap disposes it.
    /// </summary>
    /// <exception cref="ModelNotLoadedException">No model is loaded yet.</exception>
    public TModel Current
    {
        get
        {
            using var lease = _slot.Acquire();
            return lease.Model;
        }
    }

    /// <summary>Leases the active model for one batch.</summary>
    /// <exception cref="ModelNotLoadedException">No model is loaded yet.</exception>
    public ModelLease<TModel> Acquire() => _slot.Acquire();

    /// <summary>Activates the package that the source wants, or the next best one if there is no model yet.</summary>
    /// <returns>Whether the wanted package is active now; the reason why not is in the log.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        await _reloading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var candidates = await _source.CandidatesAsync(cancellationToken).ConfigureAwait(false);
            _refused = [.. _refused.Intersect(candidates)];
            return await ActivateBestAsync(candidates, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // Whatever a folder's state or rights are, the present model goes on and the watch with it.
            TellRejected(null, e);
            return false;
        }
        finally
        {
            _reloading.Release();
        }
    }

    /// <summary>Loads the model before any other part starts, the server and its health checks included.</summary>
    public Task StartingAsync(CancellationToken cancellationToken) => ReloadAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Dispose()
    {
        base.Dispose();
        _slot.Dispose();
        _reloading.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await _source.ChangedAsync(stoppingToken).ConfigureAwait(false);
            await ReloadAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private async Task<bool> ActivateBestAsync(
        IReadOnlyList<ModelCandidate> candidates,
        CancellationToken cancellationToken)
    {
        var wanted = candidates[0];
        foreach (var candidate in candidates)
        {
            if (candidate == _active || await TryActivateAsync(candidate, cancellationToken).ConfigureAwait(false))
            {
                Refusal = candidate == wanted ? null : Refusal;
                return candidate == wanted;
            }
            // The same package, changed for the worse: what was loaded of it is better than an older one.
            if (candidate.Folder == _active?.Folder)
                return false;
        }
        return false;
    }

    private async Task<bool> TryActivateAsync(ModelCandidate candidate, CancellationToken cancellationToken)
    {
        if (_refused.Contains(candidate))
            return false;
        try
        {
            await _slot.SwapAsync(_ => _loader.Load(candidate.Folder), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _refused.Add(candidate);
            TellRejected(candidate, e);
            return false;
        }
        _active = candidate;
        TellActivated(Current.Manifest, candidate);
        return true;
    }

    private void TellActivated(ModelManifest model, ModelCandidate package)
    {
        ModelHostLog.Active(_logger, model.Task.ToName(), model.Name, model.Version, model.Labels.Count);
        foreach (var listener in _listeners)
            listener.Activated(model, package);
    }

    private void TellRejected(ModelCandidate? package, Exception reason)
    {
        Refusal = reason.Message;
        ModelHostLog.Refused(
            _logger, package?.Folder ?? "(none)", HasModel ? Current.Manifest.Version : "no model", reason);
        foreach (var listener in _listeners)
            listener.Rejected(package, reason.Message);
    }
}
