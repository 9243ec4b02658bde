using Kws.Storage;

namespace Kws.Models.Tests.Registry;

/// <summary>A store whose answers a test can spoil.</summary>
internal sealed class UnreliableStore(IObjectStore inner) : IObjectStore
{
    private int _opened;

    /// <summary>Changes what is read; null: nothing does.</summary>
    public volatile Func<ObjectKey, byte[], byte[]>? Spoil;

    public volatile bool IsAway;

    /// <summary>Objects that were read.</summary>
    public int Opened => Volatile.Read(ref _opened);

    public string Location => inner.Location;

    public Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(key, content, cancellationToken);

    public async Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken = default)
    {
        if (IsAway)
            throw new ObjectStoreException($"open '{key}'", Location, new IOException("it is away"));
        Interlocked.Increment(ref _opened);
        var stream = await inner.OpenAsync(key, cancellationToken);
        if (Spoil is not { } spoil)
            return stream;
        await using (stream)
        {
            var copy = new MemoryStream();
            await stream.CopyToAsync(copy, cancellationToken);
            return new MemoryStream(spoil(key, copy.ToArray()));
        }
    }

    public Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.FindAsync(key, cancellationToken);

    public IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken = default) =>
        inner.ListAsync(prefix, cancellationToken);

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(key, cancellationToken);
}
