using Kws.Models;
using Microsoft.Extensions.Options;

namespace VisionInference.Models;

/// <summary>Holds the active sign model and exchanges it while streams run.</summary>
/// <remarks>
/// A package that fails its checks is refused, and the present model goes on. Batches lease the model, so a
/// swap takes effect between two batches.
/// </remarks>
public sealed class SignModelHost(
    IModelSource source,
    IOptions<VisionInferenceOptions> options,
    VisionInferenceMetrics metrics,
    ILogger<SignModelHost> logger) : BackgroundService, IHostedLifecycleService
{
    private readonly ModelSlot<SignModel> _slot = new();
    private string? _activeFolder;

    public bool HasModel => _slot.HasModel;

    /// <summary>What the active model says of itself.</summary>
    /// <exception cref="ModelNotLoadedException">No model is loaded yet.</exception>
    public ModelManifest Manifest
    {
        get
        {
            using ModelLease<SignModel> lease = _slot.Acquire();
            return lease.Model.Manifest;
        }
    }

    /// <summary>Leases the active model for one batch.</summary>
    /// <exception cref="ModelNotLoadedException">No model is loaded yet.</exception>
    public ModelLease<SignModel> Acquire() => _slot.Acquire();

    /// <summary>Activates the package that the source names, unless it is active already.</summary>
    /// <returns>Whether the source's package is active now; the reason why not is in the log.</returns>
    public async Task<bool> ReloadAsync(CancellationToken cancellation)
    {
        string folder = "(none)";
        try
        {
            folder = source.Current();
            if (folder == _activeFolder)
                return true;
            var session = new ModelSessionOptions { MaxBatch = options.Value.Batching.MaxBatch };
            await _slot.SwapAsync(_ => SignModel.Load(folder, session), cancellation);
            _activeFolder = folder;
            ModelManifest manifest = Manifest;
            metrics.ModelLoaded(manifest.Version, accepted: true);
            VisionInferenceLog.ModelActive(
                logger, manifest.Name, manifest.Version, options.Value.Batching.WorkerCount, manifest.Labels.Count, manifest.Image!.WidthPixels, manifest.Image.HeightPixels);
            return true;
        }
        catch (Exception e) when (e is InvalidModelPackageException or IOException or ArgumentException)
        {
            metrics.ModelLoaded(Path.GetFileName(folder), accepted: false);
            VisionInferenceLog.ModelRefused(logger, folder, HasModel ? Manifest.Version : "no model", e);
            return false;
        }
    }

    /// <summary>Loads the model before the server listens and before its health is first asked for.</summary>
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
            await source.ChangedAsync(stoppingToken);
            await ReloadAsync(stoppingToken);
        }
    }
}
