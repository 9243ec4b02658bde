using Kws.Database;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Kws.Storage.Recordings;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.DataSets.Storing;
using Kws.TrainingOrchestrator.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Kws.TrainingOrchestrator.DataSets.Correcting;

/// <summary>What somebody says of a recording.</summary>
/// <param name="EventId">Names the mark.</param>
/// <param name="Key">Of the audio.</param>
/// <param name="Label">What it holds.</param>
/// <param name="DataSet">Where it goes; empty: the only one of recordings.</param>
/// <param name="By">Who says it.</param>
/// <param name="MarkedAt">When.</param>
internal sealed record RecordingMark(
    string EventId, string Key, string Label, string DataSet, string By, DateTimeOffset MarkedAt);

/// <summary>Checks marks, wherever they come from.</summary>
internal sealed class RecordingMarks(
    IDatabases<TrainingDatabase> databases, DataSetVersions versions, TimeProvider timeProvider)
{
    /// <summary>A label of any other word: such clips need not be in both splits.</summary>
    public const string Unknown = "unknown";

    /// <summary>A label of clips without a word, which become background noise.</summary>
    public const string Silence = "silence";

    private const int LongestId = 200;
    private const int MostNamed = 20;
    private const string KeyForm = "recordings/LABEL/YYYY-MM-DD/ID.wav, as kws recordings list shows it";

    /// <summary>Checks all of a mark but that its recording is there.</summary>
    /// <exception cref="InvalidRequestException">A field with a value that is not allowed.</exception>
    /// <exception cref="NotFoundException">No such data set.</exception>
    public async Task<CorrectionRow> ReadAsync(RecordingMark mark, CancellationToken cancellationToken)
    {
        if (mark.EventId.Length is 0 or > LongestId || mark.EventId.Any(char.IsControl))
            throw new InvalidRequestException("event_id", mark.EventId, $"1 to {LongestId} characters");
        if (!RecordingArchive.IsAudioKey(mark.Key))
            throw new InvalidRequestException("key", mark.Key, KeyForm);
        Names.Check("label", mark.Label);
        var version = await DataSetAsync(mark.DataSet, cancellationToken).ConfigureAwait(false);
        CheckLabel(mark.Label, version);
        var (now, marked) = (timeProvider.GetUtcNow(), mark.MarkedAt.ToUniversalTime());
        return new CorrectionRow
        {
            EventId = mark.EventId,
            DataSet = version.Row.Name,
            Key = mark.Key,
            Label = mark.Label,
            By = Printable.Text(mark.By),
            // A clock that is ahead would win for ever.
            MarkedAt = Rounded(marked < now ? marked : now),
        };
    }

    // No finer than every database keeps it.
    private static DateTimeOffset Rounded(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());

    private async Task<StoredVersion> DataSetAsync(string name, CancellationToken cancellationToken)
    {
        if (name.Length == 0)
            name = await OnlyOneAsync(cancellationToken).ConfigureAwait(false);
        Names.Check("data_set", name);
        var version = await versions.FindAsync(name, 0, cancellationToken).ConfigureAwait(false)
            ?? throw new NotFoundException("data set", name);
        return version.Row.Task == ModelTask.KeywordSpotting
            ? version
            : throw new InvalidRequestException("data_set", name, "a data set of recordings; this one is of photos");
    }

    private async Task<string> OnlyOneAsync(CancellationToken cancellationToken)
    {
        await using var database = databases.Open();
        var names = await database.DataSets.Where(row => row.Task == ModelTask.KeywordSpotting)
            .Select(row => row.Name).Distinct().OrderBy(name => name).Take(MostNamed)
            .ToListAsync(cancellationToken).ConfigureAwait(false);
        return names switch
        {
            [var only] => only,
            [] => throw new NotFoundException("data set", "of recordings"),
            _ => throw new InvalidRequestException("data_set", "", $"one of {string.Join(", ", names)}"),
        };
    }

    private static void CheckLabel(string label, StoredVersion version)
    {
        string[] allowed = [.. version.Labels.Select(known => known.Label), Unknown, Silence];
        if (!allowed.Contains(label))
            throw new InvalidRequestException("label", label, string.Join(
                ", ", allowed.Length <= MostNamed ? allowed : [.. allowed[..MostNamed], "..."]));
    }
}
