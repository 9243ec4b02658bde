using Kws.Models;
using Microsoft.Extensions.Options;

namespace AudioInference.Models;

/// <summary>Holds the active keyword model and exchanges it while streams run.</summary>
/// <remarks>
/// A package that fails its checks is refused, and the present model goes on. Batches lease the model, so a swap
/// takes effect between two batches: for each stream at a window boundary.
/// </remarks>
public sealed class KeywordModelHost(
    IModelSource source,
    IOptions<AudioInferenceOptions> options,
    AudioInferenceMetrics metrics,
    IEnumerable<IModelListener> listeners,
    ILogger<KeywordModelHost> logger) : BackgroundService
{
    private readonly ModelSlot<LoadedKeywordModel> _slot = new();
    private string? _activeFolder;

    /// <summary>The model that new sessions use.</summary>
    /// <exception cref="ModelNotLoadedException">No model is loaded yet.</exception>
    public KeywordModelProfile Profile
    {
        get
        {
            using var lease = _slot.Acquire();
            return lease.Model.Profile;
        }
    }

    public bool HasModel => _slot.HasModel;

    /// <summary>Leases the active model for one batch.</summary>
    public ModelLease<LoadedKeywordModel> Acquire() => _slot.Acquire();

    /// <summary>Activates the package that the source names, unless it is active already.</summary>
    /// <returns>Whether the source's package is active now; the reason why not is in the log.</returns>
    public async Task<bool> ReloadAsync(CancellationToken token)
    {
        string? folder = null;
        try
        {
            folder = source.Current();
            if (folder == _activeFolder)
                return true;
            await _slot.SwapAsync(_ => LoadedKeywordModel.Load(folder, options.Value.Batching.MaxBatch), token);
            _activeFolder = folder;
            var profile = Profile;
            metrics.ModelLoaded(profile.Version, accepted: true);
            AudioInferenceLog.ModelActive(logger, profile.Name, profile.Version, options.Value.Batching.WorkerCount, profile.Labels.Count, profile.FeaturesSha256);
            foreach (var listener in listeners)
                listener.Activated(profile.Name, profile.Version);
            return true;
        }
        catch (Exception e) when (e is InvalidModelPackageException or IOException or ArgumentException)
        {
            metrics.ModelLoaded(Path.GetFileName(folder) ?? "(none)", accepted: false);
            AudioInferenceLog.ModelRefused(logger, folder ?? "(none)", HasModel ? Profile.Version : "no model", e);
            foreach (var listener in listeners)
                listener.Rejected(folder, e.Message);
            return false;
        }
    }

    /// <summary>Loads the model before the server listens, so that the first call finds it.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await ReloadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

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
