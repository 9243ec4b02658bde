namespace Kws.Storage;

/// <summary>What a store knows of an object without opening it.</summary>
public sealed record StoredObject(ObjectKey Key, long Bytes, DateTimeOffset StoredAt);
