namespace Kws.Storage;

/// <summary>A text that is no object key. Services answer it with INVALID_ARGUMENT.</summary>
public sealed class InvalidObjectKeyException(string key, string limit)
    : ArgumentException(
        $"object key: '{(key.Length <= 100 ? key : key[..100] + "...")}' is not allowed; allowed: {limit}");

/// <summary>There is no object of this key. Services answer it with NOT_FOUND.</summary>
public sealed class ObjectNotFoundException(ObjectKey key, string location, Exception? innerException = null)
    : Exception($"object '{key}' is not in {location}", innerException);

/// <summary>The store did not do what was asked; the message says which store and why. Trying again later may
/// help.</summary>
public sealed class ObjectStoreException(string action, string location, Exception innerException)
    : Exception($"{location}: cannot {action}: {innerException.Message}", innerException);
