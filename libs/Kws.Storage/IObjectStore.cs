namespace Kws.Storage;

/// <summary>
/// Objects by key. An object appears whole or not at all; writing one again replaces it. Safe for concurrent use.
/// </summary>
/// <remarks>Everything may throw <see cref="ObjectStoreException"/> when the store is unreachable or refuses.</remarks>
public interface IObjectStore
{
    /// <summary>For people: "directory /var/lib/kws" or "s3://bucket/prefix".</summary>
    string Location { get; }

    /// <summary>Stores everything from the stream's position to its end. The stream stays open.</summary>
    Task PutAsync(ObjectKey key, Stream content, CancellationToken cancellationToken = default);

    /// <summary>The object's bytes; the caller disposes the stream.</summary>
    /// <exception cref="ObjectNotFoundException">There is none of this key.</exception>
    Task<Stream> OpenAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>Null when there is none of this key.</summary>
    Task<StoredObject?> FindAsync(ObjectKey key, CancellationToken cancellationToken = default);

    /// <summary>Objects whose keys begin with <paramref name="prefix"/>, each once, in any order: not every S3 service
    /// sorts its lists.</summary>
    /// <param name="prefix">Empty for all; matched as text, so "a/b" finds "a/bc" and "a/b/" does not.</param>
    /// <exception cref="InvalidObjectKeyException">No key begins like this.</exception>
    IAsyncEnumerable<StoredObject> ListAsync(string prefix, CancellationToken cancellationToken = default);

    /// <summary>Removes an object; nothing happens when there is none.</summary>
    Task DeleteAsync(ObjectKey key, CancellationToken cancellationToken = default);
}

/// <summary>What a store knows of an object without opening it.</summary>
public sealed record StoredObject(ObjectKey Key, long Bytes, DateTimeOffset StoredAt);
