namespace Kws.Storage;

/// <summary>There is no object of this key. Services answer it with NOT_FOUND.</summary>
public sealed class ObjectNotFoundException(ObjectKey key, string location, Exception? innerException = null)
    : Exception($"object '{key}' is not in {location}", innerException);
