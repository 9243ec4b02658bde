using Kws.Storage;

namespace Kws.AudioInference.Tests.Recordings;

/// <summary>A store that refuses, or takes its time, as long as it is told to.</summary>
internal sealed class BalkyStore(IObjectStore inner) : IObjectStore
{
    public bool Refuses { get; set; }

    /// <summary>Keys that it never takes.</summary>
    public Func<ObjectKey, bool> RefusesKey { get; set; } = _ => false;

    public int Attempts { get; private set; }

    public string Location => inner.Location;

    public Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken = default)
    {
        Attempts++;
        return Refuses || RefusesKey(key)
            ? throw new ObjectStoreException($"store '{key}'", Location, new IOException("the disk is full"))
            : inner.PutAsync(key, content, cancellationToken);
    }

    public Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.OpenAsync(key, cancellationToken);

    public Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.FindAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(key, cancellationToken);
}
