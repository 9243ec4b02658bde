using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Kws.Storage.Recordings;

/// <summary>Recorded clips in an object store: <c>recordings/&lt;label&gt;/&lt;yyyy-MM-dd&gt;/&lt;id&gt;.wav</c> and
/// the same <c>.json</c>.</summary>
public sealed class RecordingArchive(IObjectStore store)
{
    private const string Root = "recordings";
    private const string DateFormat = "yyyy-MM-dd";
    private const string AudioExtension = ".wav";
    private const string DetailsExtension = ".json";
    private const int MaxDetailsBytes = 64 * 1024;
    private static readonly JsonSerializerOptions Json =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    public string Location => store.Location;

    /// <summary>Stores the audio, then its details: whoever finds the details finds the audio. Storing again
    /// replaces.</summary>
    /// <param name="wav">A whole WAV file.</param>
    /// <returns>The audio's key.</returns>
    /// <exception cref="InvalidObjectKeyException">The label or id cannot be part of a key.</exception>
    public async Task<ObjectKey> StoreAsync(
        RecordedClip clip,
        ReadOnlyMemory<byte> wav,
        CancellationToken cancellationToken = default)
    {
        // An id that ends like a file would be listed as another one.
        if (clip.Id.Contains('.', StringComparison.Ordinal))
            throw new InvalidObjectKeyException(clip.Id, "an id without '.'");
        var folder =
            $"{Root}/{clip.Label}/{clip.RecordedAt.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture)}";
        var wavKey = new ObjectKey($"{folder}/{clip.Id}.wav");
        using var audio = new MemoryStream(wav.ToArray(), writable: false);
        await store.PutAsync(wavKey, audio, cancellationToken).ConfigureAwait(false);
        using var details = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(clip, Json), writable: false);
        await store.PutAsync(new ObjectKey($"{folder}/{clip.Id}.json"), details, cancellationToken)
            .ConfigureAwait(false);
        return wavKey;
    }

    /// <summary>The recordings, by label, date and id.</summary>
    /// <param name="label">Null: all.</param>
    /// <param name="date">UTC; null: all.</param>
    /// <exception cref="InvalidObjectKeyException">The label cannot be part of a key.</exception>
    public async IAsyncEnumerable<ArchivedRecording> ListAsync(
        string? label = null, DateOnly? date = null,
            [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var prefix = label is null ? $"{Root}/" : date is null
            ? $"{Root}/{label}/"
            : $"{Root}/{label}/{Text(date.Value)}/";
        var audio = new SortedDictionary<string, StoredObject>(StringComparer.Ordinal);
        var details = new Dictionary<string, StoredObject>(StringComparer.Ordinal);
        await foreach (var found in store.ListAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (Path.GetExtension(found.Key.Value) is AudioExtension or DetailsExtension)
                (found.Key.Value.EndsWith(AudioExtension, StringComparison.Ordinal)
                    ? (IDictionary<string, StoredObject>)audio
                    : details)[Path.ChangeExtension(found.Key.Value, null)] = found;
        }
        foreach (var (name, wav) in audio)
        {
            // Audio without details is still being stored.
            if (details.TryGetValue(name, out var json) && Describe(wav, json) is { } recording
                && (date is null || recording.Date == date))
                yield return recording;
        }
    }

    /// <summary>Whether a text has the form of a recording's audio key.</summary>
    public static bool IsAudioKey(string text)
    {
        var parts = text.Split('/');
        return parts is [Root, _, _, _] && parts.All(ObjectKey.IsSegment)
            && parts[3].EndsWith(AudioExtension, StringComparison.Ordinal)
            && !parts[3][..^AudioExtension.Length].Contains('.', StringComparison.Ordinal)
            && DateOnly.TryParseExact(parts[2], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    /// <summary>A recording by its audio's key; null: its audio is not there. Its details may be missing.</summary>
    /// <exception cref="InvalidObjectKeyException">It is no key of a recording's audio.</exception>
    /// <exception cref="ObjectStoreException">The store does not say.</exception>
    public async Task<ArchivedRecording?> FindAsync(string audioKey, CancellationToken cancellationToken = default)
    {
        if (!IsAudioKey(audioKey))
            throw new InvalidObjectKeyException(audioKey, $"{Root}/LABEL/YYYY-MM-DD/ID{AudioExtension}");
        var key = new ObjectKey(audioKey);
        if (await store.FindAsync(key, cancellationToken).ConfigureAwait(false) is not { } audio)
            return null;
        var parts = audioKey.Split('/');
        var name = audioKey[..^AudioExtension.Length];
        return new ArchivedRecording(
            parts[1], DateOnly.ParseExact(parts[2], DateFormat, CultureInfo.InvariantCulture),
            parts[3][..^AudioExtension.Length], key, new ObjectKey(name + DetailsExtension), audio.Bytes,
            audio.StoredAt);
    }

    /// <summary>What is known of a clip.</summary>
    /// <exception cref="ObjectNotFoundException">It is not there any more.</exception>
    /// <exception cref="UnreadableRecordingException">What lies there is no description of a clip.</exception>
    /// <exception cref="ObjectStoreException">The store does not give it.</exception>
    public async Task<RecordedClip> ReadDetailsAsync(
        ArchivedRecording recording,
        CancellationToken cancellationToken = default)
    {
        var stream = await store.OpenAsync(recording.DetailsKey, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            try
            {
                var json = new byte[MaxDetailsBytes];
                var length =
                    await stream.ReadAtLeastAsync(json, json.Length, throwOnEndOfStream: false, cancellationToken)
                    .ConfigureAwait(false);
                return JsonSerializer.Deserialize<RecordedClip>(json.AsSpan(0, length), Json)
                    ?? throw new JsonException("it is null");
            }
            catch (JsonException e)
            {
                throw new UnreadableRecordingException(recording.DetailsKey, store.Location, e);
            }
        }
    }

    /// <summary>The audio, a WAV file; the caller disposes the stream.</summary>
    /// <exception cref="ObjectNotFoundException">It is not there any more.</exception>
    public Task<Stream> OpenAudioAsync(ArchivedRecording recording, CancellationToken cancellationToken = default) =>
        store.OpenAsync(recording.WavKey, cancellationToken);

    /// <summary>Removes a clip: its details, then its audio, so that whoever finds the details finds the audio. Nothing
    /// happens where there is none.</summary>
    /// <exception cref="ObjectStoreException">The store does not do it.</exception>
    public async Task DeleteAsync(ArchivedRecording recording, CancellationToken cancellationToken = default)
    {
        await store.DeleteAsync(recording.DetailsKey, cancellationToken).ConfigureAwait(false);
        await store.DeleteAsync(recording.WavKey, cancellationToken).ConfigureAwait(false);
    }

    private static ArchivedRecording? Describe(StoredObject audio, StoredObject details)
    {
        var parts = audio.Key.Value.Split('/');
        if (parts.Length != 4 || !parts[3].EndsWith(".wav", StringComparison.Ordinal)
            || details.Key.Value != audio.Key.Value[..^4] + ".json"
            || !DateOnly.TryParseExact(parts[2], DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None,
                out var date))
            return null;
        return new ArchivedRecording(parts[1], date, parts[3][..^4], audio.Key, details.Key, audio.Bytes,
            audio.StoredAt);
    }

    private static string Text(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);
}
