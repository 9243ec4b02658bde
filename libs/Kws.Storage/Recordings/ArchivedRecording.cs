namespace Kws.Storage.Recordings;

/// <summary>One entry of the archive's list.</summary>
/// <param name="Date">UTC.</param>
/// <param name="WavKey">Key of the audio.</param>
/// <param name="DetailsKey">Key of its <see cref="RecordedClip"/> as JSON.</param>
/// <param name="Bytes">Of the audio.</param>
public sealed record ArchivedRecording(
    string Label, DateOnly Date, string Id, ObjectKey WavKey, ObjectKey DetailsKey, long Bytes,
        DateTimeOffset StoredAt);

/// <summary>One recording's details are broken; the others are not.</summary>
public sealed class UnreadableRecordingException(ObjectKey key, string location, Exception innerException)
    : Exception($"'{key}' in {location} describes no clip: {innerException.Message}", innerException);
