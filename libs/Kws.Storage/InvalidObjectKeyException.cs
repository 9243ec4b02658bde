namespace Kws.Storage;

/// <summary>A text that is no object key. Services answer it with INVALID_ARGUMENT.</summary>
public sealed class InvalidObjectKeyException(string key, string limit)
    : ArgumentException(
        $"object key: '{(key.Length <= 100 ? key : key[..100] + "...")}' is not allowed; allowed: {limit}");
