using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>Holds the active model and exchanges it while calls use it.</summary>
/// <remarks>
/// A package that fails its checks is refused, and the present model goes on. Batches lease the model, so a swap
/// takes effect between two batches.
/// </remarks>
/// <param name="source">Says which package should serve, and when that changes.</param>
/// <param name="load">Verifies and loads a package's folder, and warms the model up.</param>
/// <param name="listeners">Told of every model that is taken into use or refused.</param>
/// <param name="logger">Told the same.</param>
public sealed class ModelHost<TModel>(
    IModelSource source,
    Func<string, TModel> load,
    IEnumerable<IModelListener> listeners,
    ILogger<ModelHost<TModel>> logger) : BackgroundService, IHostedLifecycleService
    where TModel : class, IHostedModel
{
    private readonly ModelSlot<TModel> _slot = new();
    private readonly IModelListener[] _listeners = [.. listeners];
    private string? _activeFolder;

    public bool HasModel => _slot.HasModel;

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

    /// <summary>Activates the package that the source names, unless it is active already.</summary>
    /// <returns>Whether the source's package is active now; the reason why not is in the log.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellationToken)
    {
        string? folder = null;
        try
        {
            folder = source.Current();
            if (folder == _activeFolder)
                return true;
            await _slot.SwapAsync(_ => load(folder), cancellationToken).ConfigureAwait(false);
            _activeFolder = folder;
            TellActivated(Current.Manifest);
            return true;
        }
        catch (Exception e) when (e is InvalidModelPackageException or IOException or ArgumentException)
        {
            TellRejected(folder, e);
            return false;
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
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await source.ChangedAsync(stoppingToken).ConfigureAwait(false);
            await ReloadAsync(stoppingToken).ConfigureAwait(false);
        }
    }

    private void TellActivated(ModelManifest model)
    {
        ModelHostLog.Active(logger, model.Task.ToName(), model.Name, model.Version, model.Labels.Count);
        foreach (var listener in _listeners)
            listener.Activated(model);
    }

    private void TellRejected(string? folder, Exception reason)
    {
        ModelHostLog.Refused(logger, folder ?? "(none)", HasModel ? Current.Manifest.Version : "no model", reason);
        foreach (var listener in _listeners)
            listener.Rejected(folder, reason.Message);
    }
}
