using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Storage;
using Kws.Storage.Recordings;

namespace Kws.Cli.Audio;

/// <summary><c>kws recordings list</c>: the clips of the archive, by label, date and id.</summary>
internal sealed class RecordingsListCommand(CliContext context)
{
    private const string DateFormat = "yyyy-MM-dd";

    private readonly StoreAddress _store = new();
    private readonly Option<string?> _label = new("--label")
    {
        Description = "Only clips of this keyword",
        HelpName = "WORD",
    };
    private readonly Option<string?> _date = new("--date")
    {
        Description = "Only clips of this day (UTC)",
        HelpName = "YYYY-MM-DD",
    };
    private readonly Option<bool> _details = new("--details")
    {
        Description = "Also device, confidence and model of each clip",
    };
    private readonly Option<bool> _json = new("--json")
    {
        Description = "Print a JSON object a line instead of a table",
    };

    public static Command Create(CliContext context)
    {
        var list = new RecordingsListCommand(context);
        var command = new Command("list", "List recorded clips")
        {
            list._store.Store, list._store.Endpoint, list._store.Region, list._label, list._date, list._details,
            list._json,
        };
        command.SetWork(context, list.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var day = Day(parsed.GetValue(_date));
        var word = parsed.GetValue(_label);
        if (word is not null && !ObjectKey.IsSegment(word))
            throw new BadInputException(_label.Name, word, "it must be a keyword: letters, digits and . _ - = + @");
        var store = _store.Open(parsed, context);
        using var closing = store as IDisposable;
        var archive = new RecordingArchive(store);
        var details = parsed.GetValue(_details);
        var rows = new List<(ArchivedRecording Recording, RecordedClip? Clip)>();
        var exitCode = ExitCode.Success;
        try
        {
            await foreach (var recording in archive.ListAsync(word, day, cancellationToken))
            {
                var clip = details ? await DetailsAsync(archive, recording, cancellationToken) : null;
                if (details && clip is null)
                    exitCode = ExitCode.Failure;
                else
                    rows.Add((recording, clip));
            }
        }
        catch (ObjectStoreException exception)
        {
            throw new CommandFailedException(exception.Message,
                "check the address of the store and your right to list it", exception);
        }
        ReportOf(archive.Location, rows, details).WriteTo(context, parsed.GetValue(_json));
        return exitCode;
    }

    // Null when that one clip's details are broken, which is told.
    private async Task<RecordedClip?> DetailsAsync(
        RecordingArchive archive, ArchivedRecording recording, CancellationToken cancellationToken)
    {
        try
        {
            return await archive.ReadDetailsAsync(recording, cancellationToken);
        }
        catch (Exception e) when (e is UnreadableRecordingException or ObjectNotFoundException)
        {
            context.Error.WriteLine($"kws: left out: {e.Message}");
            return null;
        }
    }

    private static Report ReportOf(
        string location, List<(ArchivedRecording Recording, RecordedClip? Clip)> rows, bool details)
    {
        string[] columns = ["~key", "label", "date", ">bytes"];
        var table = new ResultTable(details ? [.. columns, "~device", ">confidence", "~model"] : columns)
            .Title(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} recordings in {location}"));
        foreach ((var recording, var clip) in rows)
        {
            object?[] cells = [recording.WavKey, recording.Label, Text(recording.Date), recording.Bytes];
            table.Row(clip is null ? cells
                : [.. cells, clip.DeviceId, Share(clip.Confidence), $"{clip.ModelName} {clip.ModelVersion}"]);
        }
        return Report.OfLines(rows.Select(row => Json(row.Recording, row.Clip))).Add(table);
    }

    private static object Json(ArchivedRecording recording, RecordedClip? clip) => new
    {
        recording.Label,
        Date = Text(recording.Date),
        recording.Id,
        Key = recording.WavKey.Value,
        recording.Bytes,
        recording.StoredAt,
        Details = clip,
    };

    private static string Text(DateOnly date) => date.ToString(DateFormat, CultureInfo.InvariantCulture);

    private static string Share(float confidence) => confidence.ToString("0.000", CultureInfo.InvariantCulture);

    private DateOnly? Day(string? text) =>
        text is null ? null
        : DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day
        : throw new BadInputException(_date.Name, text, "it must be a day as YYYY-MM-DD");
}
