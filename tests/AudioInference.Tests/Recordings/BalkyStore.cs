using Kws.Storage;

namespace AudioInference.Tests.Recordings;

/// <summary>A store that refuses, or takes its time, as long as it is told to.</summary>
internal sealed class BalkyStore(IObjectStore inner) : IObjectStore
{
    public bool Refuses { get; set; }

    public int Attempts { get; private set; }

    public string Location => inner.Location;

    public Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellation = default)
    {
        Attempts++;
        return Refuses
            ? throw new ObjectStoreException($"store '{key}'", Location, new IOException("the disk is full"))
            : inner.PutAsync(key, content, cancellation);
    }

    public Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellation = default) => inner.OpenAsync(key, cancellation);

    public Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellation = default) => inner.FindAsync(key, cancellation);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellation = default) => inner.ListAsync(prefix, cancellation);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellation = default) => inner.DeleteAsync(key, cancellation);
}
