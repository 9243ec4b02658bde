using Kws.Models;
using Kws.Storage;
using Kws.TrainingOrchestrator.Database;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Packages in the object store:
/// <c>models/&lt;task&gt;/&lt;name&gt;/&lt;version&gt;/&lt;hash of the manifest&gt;/...</c>.</summary>
/// <remarks>Two packages that claim one version never overwrite each other's files: the registry's row says whose
/// version it is.</remarks>
internal sealed class PackageStore(IObjectStore store)
{
    private const string Manifest = "manifest.json";
    private const int HashLength = 12;

    public static string KeyOf(ModelManifest manifest) =>
        $"models/{manifest.Task.ToName()}/{manifest.Name}/{manifest.Version}/{manifest.Sha256[..HashLength]}";

    /// <summary>Stores a package's files, its manifest last: whoever finds that finds all.</summary>
    /// <returns>Key of its folder.</returns>
    public async Task<string> PutAsync(string folder, ModelManifest manifest, CancellationToken cancellationToken)
    {
        var key = KeyOf(manifest);
        foreach (var path in manifest.Files.Select(file => file.Path).Append(Manifest))
        {
            await using var file = File.OpenRead(Path.Combine(folder, path));
            await store.PutAsync(new ObjectKey($"{key}/{path}"), file, cancellationToken).ConfigureAwait(false);
        }

        return key;
    }

    /// <summary>Stores what another run may start from, beside the packages.</summary>
    public async Task PutWeightsAsync(
        string file, ModelTask task, string name, string version, CancellationToken cancellationToken)
    {
        await using var weights = File.OpenRead(file);
        await store.PutAsync(WeightsOf(task, name, version), weights, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Brings a model's weights here.</summary>
    /// <exception cref="ObjectNotFoundException">There are none: it was published as a package.</exception>
    public async Task BringWeightsAsync(
        ModelTask task, string name, string version, string file, CancellationToken cancellationToken)
    {
        await using var from = await store.OpenAsync(WeightsOf(task, name, version), cancellationToken)
            .ConfigureAwait(false);
        await using var to = File.Create(file);
        await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether a model's weights are there.</summary>
    public async Task<bool> HasWeightsAsync(
        ModelTask task, string name, string version, CancellationToken cancellationToken) =>
        await store.FindAsync(WeightsOf(task, name, version), cancellationToken).ConfigureAwait(false) is not null;

    /// <summary>Brings a package here, unless it is.</summary>
    /// <returns>Its folder below <paramref name="root"/>.</returns>
    /// <exception cref="ObjectNotFoundException">It is not in the store.</exception>
    /// <exception cref="DamagedPackageException">It is not what was stored.</exception>
    public async Task<string> BringAsync(ModelRow model, string root, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(root, model.Task.ToName(), model.Name, model.Version);
        if (PackageDownload.IsWhole(folder, model.ManifestSha256))
            return folder;
        var part = $"{folder}.{Guid.NewGuid():N}.part";
        await PackageDownload.BringAsync(store, model.PackageKey, model.ManifestSha256, part, cancellationToken)
            .ConfigureAwait(false);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(part, folder);
        return folder;
    }

    /// <summary>Key of a model's weights.</summary>
    public static ObjectKey WeightsOf(ModelTask task, string name, string version) =>
        new($"weights/{task.ToName()}/{name}/{version}.pt");
}
