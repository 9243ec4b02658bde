using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Storage;
using Kws.Storage.Recordings;

namespace Kws.Cli.Audio;

/// <summary><c>kws recordings list</c>: the clips of the archive, by label, date and id.</summary>
internal static class RecordingsListCommand
{
    private const string DateFormat = "yyyy-MM-dd";

    public static Command Create(CliContext context)
    {
        var store = new StoreAddress();
        Option<string?> label = new("--label") { Description = "Only clips of this keyword", HelpName = "WORD" };
        Option<string?> date = new("--date") { Description = "Only clips of this day (UTC)", HelpName = "YYYY-MM-DD" };
        Option<bool> details = new("--details") { Description = "Also device, confidence and model of each clip" };
        Option<bool> json = CommonOptions.Json();
        json.Description = "Print a JSON object a line instead of a table";
        var command = new Command("list", "List recorded clips") { store.Store, store.Endpoint, store.Region, label, date, details, json };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            DateOnly? day = Day(parsed.GetValue(date), date.Name);
            string? word = parsed.GetValue(label);
            if (word is not null && !ObjectKey.IsSegment(word))
                throw new BadInputException(label.Name, word, "it must be a keyword: letters, digits and . _ - = + @");
            IObjectStore opened = store.Open(parsed, context);
            using var closing = opened as IDisposable;
            await ListAsync(context, new RecordingArchive(opened), word, day, parsed.GetValue(details), parsed.GetValue(json), cancellation);
        });
        return command;
    }

    private static async Task ListAsync(
        CliContext context, RecordingArchive archive, string? label, DateOnly? date, bool details, bool json, CancellationToken cancellation)
    {
        var rows = new List<(ArchivedRecording Recording, RecordedClip? Clip)>();
        try
        {
            await foreach (ArchivedRecording recording in archive.ListAsync(label, date, cancellation))
                rows.Add((recording, details ? await archive.ReadDetailsAsync(recording, cancellation) : null));
        }
        catch (ObjectStoreException exception)
        {
            throw new CommandFailedException(exception.Message, "check the address of the store and your right to list it", exception);
        }

        if (json)
            WriteLines(context, rows);
        else
            WriteTable(context, archive.Location, rows, details);
    }

    private static void WriteLines(CliContext context, List<(ArchivedRecording Recording, RecordedClip? Clip)> rows)
    {
        foreach ((ArchivedRecording recording, RecordedClip? clip) in rows)
            context.Out.WriteLine(JsonOutput.ToLine(new
            {
                recording.Label,
                Date = recording.Date.ToString(DateFormat, CultureInfo.InvariantCulture),
                recording.Id,
                Key = recording.WavKey.Value,
                recording.Bytes,
                recording.StoredAt,
                Details = clip,
            }));
    }

    private static void WriteTable(CliContext context, string location, List<(ArchivedRecording Recording, RecordedClip? Clip)> rows, bool details)
    {
        string[] columns = ["key", "label", "date", ">bytes"];
        var table = new ResultTable(details ? [.. columns, "device", ">confidence", "model"] : columns)
            .Title(string.Create(CultureInfo.InvariantCulture, $"{rows.Count} recordings in {location}"));
        foreach ((ArchivedRecording recording, RecordedClip? clip) in rows)
        {
            object?[] cells = [recording.WavKey, recording.Label, recording.Date.ToString(DateFormat, CultureInfo.InvariantCulture), recording.Bytes];
            table.Row(clip is null ? cells : [.. cells, clip.DeviceId, clip.Confidence.ToString("0.000", CultureInfo.InvariantCulture), $"{clip.ModelName} {clip.ModelVersion}"]);
        }

        table.WriteTo(context.Tables());
    }

    private static DateOnly? Day(string? text, string option) =>
        text is null ? null
        : DateOnly.TryParseExact(text, DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw new BadInputException(option, text, "it must be a day as YYYY-MM-DD");
}
