namespace Kws.Storage.Recordings;

/// <summary>One recording's details are broken; the others are not.</summary>
public sealed class UnreadableRecordingException(ObjectKey key, string location, Exception innerException)
    : Exception($"'{key}' in {location} describes no clip: {innerException.Message}", innerException);
