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
}
