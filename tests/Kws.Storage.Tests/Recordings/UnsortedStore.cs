namespace Kws.Storage.Tests.Recordings;

/// <summary>Lists in another order each time, as AWS directory buckets may.</summary>
internal sealed class UnsortedStore(IObjectStore inner) : IObjectStore
{
    private readonly Random _random = new(1);

    public string Location => inner.Location;

    public Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken = default) =>
        inner.PutAsync(key, content, cancellationToken);

    public Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.OpenAsync(key, cancellationToken);

    public Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.FindAsync(key, cancellationToken);

    public async IAsyncEnumerable<StoredObject> ListAsync(
        string prefix,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var all = await inner.ListAsync(prefix, cancellationToken).ToListAsync(cancellationToken);
        foreach (var found in all.OrderBy(_ => _random.Next()))
            yield return found;
    }

    public Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default) =>
        inner.DeleteAsync(key, cancellationToken);
}
