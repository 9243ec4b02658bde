namespace Kws.Storage.Recordings;

/// <summary>One entry of the archive's list.</summary>
/// <param name="Date">UTC.</param>
/// <param name="WavKey">Key of the audio.</param>
/// <param name="DetailsKey">Key of its <see cref="RecordedClip"/> as JSON.</param>
/// <param name="Bytes">Of the audio.</param>
public sealed record ArchivedRecording(
    string Label, DateOnly Date, string Id, ObjectKey WavKey, ObjectKey DetailsKey, long Bytes,
        DateTimeOffset StoredAt);
