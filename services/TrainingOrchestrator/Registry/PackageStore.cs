using Kws.Models;
using Kws.Storage;

namespace Kws.TrainingOrchestrator.Registry;

/// <summary>Packages in the object store: <c>models/&lt;task&gt;/&lt;name&gt;/&lt;version&gt;/...</c>.</summary>
internal sealed class PackageStore(IObjectStore store)
{
    private const string Manifest = "manifest.json";

    public static string KeyOf(ModelTask task, string name, string version) =>
        $"models/{task.ToName()}/{name}/{version}";

    /// <summary>Stores a package's files, its manifest last: whoever finds that finds all.</summary>
    public async Task PutAsync(string folder, ModelManifest manifest, string key, CancellationToken cancellationToken)
    {
        foreach (var path in manifest.Files.Select(file => file.Path).Append(Manifest))
        {
            await using var file = File.OpenRead(Path.Combine(folder, path));
            await store.PutAsync(new ObjectKey($"{key}/{path}"), file, cancellationToken).ConfigureAwait(false);
        }
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

    /// <summary>Brings a package here, unless it is. Its files are verified when it is loaded.</summary>
    /// <returns>Its folder below <paramref name="root"/>.</returns>
    /// <exception cref="ObjectNotFoundException">It is not in the store.</exception>
    public async Task<string> BringAsync(
        ModelTask task, string name, string version, string root, CancellationToken cancellationToken)
    {
        var key = KeyOf(task, name, version);
        var folder = Path.Combine(root, task.ToName(), name, version);
        if (File.Exists(Path.Combine(folder, Manifest)))
            return folder;
        var part = $"{folder}.{Guid.NewGuid():N}.part";
        await foreach (var stored in store.ListAsync($"{key}/", cancellationToken).ConfigureAwait(false))
        {
            var path = Path.Combine(part, stored.Key.Value[(key.Length + 1)..]);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var from = await store.OpenAsync(stored.Key, cancellationToken).ConfigureAwait(false);
            await using var to = File.Create(path);
            await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
        }

        if (!Directory.Exists(part))
            throw new ObjectNotFoundException(new ObjectKey($"{key}/{Manifest}"), store.Location);
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Directory.Move(part, folder);
        return folder;
    }

    private static ObjectKey WeightsOf(ModelTask task, string name, string version) =>
        new($"weights/{task.ToName()}/{name}/{version}.pt");
}
