using System.Runtime.CompilerServices;
using System.Security.Claims;
using Kws.Gateway.Identity.Auditing;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Kws.Storage;
using Kws.Storage.Recordings;

namespace Kws.Gateway.Http.Recordings;

/// <summary>The archive of recorded clips as a caller may see it: an operator all of them, a device its own alone
/// whatever its scopes, a person without <c>operate</c> those of the person's devices. Other clips are not there for
/// it. A clip whose details are gone or broken is nobody's, and operators' to see.</summary>
internal sealed class CallerRecordings(RecordingArchive archive, IAuditLog audit)
{
    private const int ReadAtOnce = 16;
    private const int MostSearches = 8;

    // Whose a clip is stands in its details alone: each has to be read.
    private readonly ConcurrencyGate _searches = new("searches of the recordings", MostSearches);

    /// <summary>By label, date and id.</summary>
    /// <param name="caller">For whom.</param>
    /// <param name="label">Null: all.</param>
    /// <param name="date">UTC; null: all.</param>
    /// <param name="after">Those after this audio's key; empty: from the first on.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="LimitExceededException">As many searches as allowed are in progress.</exception>
    public async IAsyncEnumerable<ArchivedRecording> ListAsync(
        ClaimsPrincipal caller, string? label = null, DateOnly? date = null, string after = "",
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var place = caller.MayUseAnyDevice ? null : _searches.Enter();
        var found = archive.ListAsync(label, date, cancellationToken)
            .Where(recording => string.CompareOrdinal(NameOf(recording.WavKey.Value), NameOf(after)) > 0);
        await foreach (var some in found.Chunk(ReadAtOnce).WithCancellation(cancellationToken))
        {
            var seen = await Task.WhenAll(some.Select(one => MaySeeAsync(caller, one, cancellationToken)));
            foreach (var recording in some.Where((_, index) => seen[index]))
                yield return recording;
        }
    }

    /// <summary>A recording by its audio's key.</summary>
    /// <exception cref="NotFoundException">There is none that the caller may see.</exception>
    /// <exception cref="InvalidObjectKeyException">It is no key of a recording's audio.</exception>
    public async Task<ArchivedRecording> FindAsync(
        ClaimsPrincipal caller, string key, CancellationToken cancellationToken) =>
        await archive.FindAsync(key, cancellationToken) is { } recording
            && await MaySeeAsync(caller, recording, cancellationToken)
            ? recording
            : throw new NotFoundException("recording", key);

    /// <summary>What is known of a clip.</summary>
    /// <inheritdoc cref="RecordingArchive.ReadDetailsAsync"/>
    public Task<RecordedClip> ReadDetailsAsync(ArchivedRecording recording, CancellationToken cancellationToken) =>
        archive.ReadDetailsAsync(recording, cancellationToken);

    /// <summary>The audio, a WAV file, for a caller who keeps it: the audit is told. The caller disposes the
    /// stream.</summary>
    /// <exception cref="ObjectNotFoundException">It is not there any more.</exception>
    public async Task<Stream> DownloadAsync(
        ClaimsPrincipal caller, ArchivedRecording recording, CancellationToken cancellationToken)
    {
        var audio = await archive.OpenAudioAsync(recording, cancellationToken);
        await audit.WriteAsync(
            caller, AuditAction.Downloaded, recording.WavKey.Value, cancellationToken: cancellationToken);
        return audio;
    }

    /// <summary>Removes a clip and what is known of it.</summary>
    public Task DeleteAsync(ArchivedRecording recording, CancellationToken cancellationToken) =>
        archive.DeleteAsync(recording, cancellationToken);

    private async Task<bool> MaySeeAsync(
        ClaimsPrincipal caller, ArchivedRecording recording, CancellationToken cancellationToken)
    {
        if (caller.MayUseAnyDevice)
            return true;
        try
        {
            return caller.MayUseDevice((await archive.ReadDetailsAsync(recording, cancellationToken)).DeviceId);
        }
        catch (Exception e) when (e is UnreadableRecordingException or ObjectNotFoundException)
        {
            return false;
        }
    }

    // What the archive lists by.
    private static string? NameOf(string key) => Path.ChangeExtension(key, null);
}
