namespace Kws.Storage;

/// <summary>The store did not do what was asked; the message says which store and why. Trying again later may
/// help.</summary>
public sealed class ObjectStoreException(string action, string location, Exception innerException)
    : Exception($"{location}: cannot {action}: {innerException.Message}", innerException);
