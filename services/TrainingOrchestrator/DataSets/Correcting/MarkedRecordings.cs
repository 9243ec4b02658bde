using Kws.Storage;
using Kws.Storage.Recordings;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.DataSets.Correcting;

/// <summary>The archive of recordings, wherever it is.</summary>
internal sealed class MarkedRecordings
{
    private readonly RecordingArchive _archive;

    public MarkedRecordings(IOptions<RecordingStoreOptions> options, IObjectStore own) =>
        _archive = new RecordingArchive(options.Value.IsConfigured ? options.Value.Open() : own);

    /// <summary>For people.</summary>
    public string Location => _archive.Location;

    /// <inheritdoc cref="RecordingArchive.FindAsync"/>
    public Task<ArchivedRecording?> FindAsync(string key, CancellationToken cancellationToken) =>
        _archive.FindAsync(key, cancellationToken);

    /// <summary>Copies a clip into a file.</summary>
    /// <exception cref="ObjectNotFoundException">It is not there any more.</exception>
    public async Task CopyAsync(ArchivedRecording recording, string file, CancellationToken cancellationToken)
    {
        await using var from = await _archive.OpenAudioAsync(recording, cancellationToken).ConfigureAwait(false);
        await using var to = File.Create(file);
        await from.CopyToAsync(to, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The device that recorded a clip; empty: its details are gone or broken.</summary>
    public async Task<string> DeviceOfAsync(ArchivedRecording recording, CancellationToken cancellationToken)
    {
        try
        {
            return (await _archive.ReadDetailsAsync(recording, cancellationToken).ConfigureAwait(false)).DeviceId ?? "";
        }
        catch (Exception e) when (e is ObjectNotFoundException or UnreadableRecordingException)
        {
            return "";
        }
    }
}
