using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Evaluation;

namespace Kws.Cli.Packages;

/// <summary>What <c>--talk</c> of <c>kws evaluate false-alarms</c> and <c>kws tune</c> reads: folders of people
/// talking.</summary>
internal sealed class TalkOptions
{
    private static readonly string[] s_parts = [.. Enum.GetValues<TalkPart>().Select(NameOf)];

    private readonly Option<string[]> _folders = new("--talk")
    {
        Description = "Folder of people talking (WAV, FLAC, Opus; any depth); repeatable",
        HelpName = "FOLDER",
        DefaultValueFactory = _ => [],
    };
    private readonly Option<string?> _heard = new("--heard")
    {
        Description = "CSV of file,label,start_s,end_s,judged: where 'word' was judged, the keyword was said "
            + $"(default: {TalkFolder.HeardFile} of each folder of --talk)",
        HelpName = "FILE",
    };
    private readonly Option<string> _part;
    private readonly Option<bool> _list = new("--list")
    {
        Description = "Print each false alarm of --talk, to be listened to",
    };

    /// <param name="part">The speakers that are listened to unless told otherwise.</param>
    public TalkOptions(TalkPart part)
    {
        _part = new Option<string>("--part")
        {
            Description = "Which half of the speakers of --talk",
            DefaultValueFactory = _ => NameOf(part),
        };
        _part.AcceptOnlyFromAmong(s_parts);
    }

    /// <summary>Adds the options to a command that listens to talk or to something else.</summary>
    public void AddTo(Command command)
    {
        AddWithoutListTo(command);
        command.Options.Add(_list);
    }

    /// <summary>Adds the options to a command that listens to talk besides.</summary>
    public void AddWithoutListTo(Command command)
    {
        command.Options.Add(_folders);
        command.Options.Add(_heard);
        command.Options.Add(_part);
    }

    /// <summary>Whether talk is to be listened to, and options that only make sense so or otherwise are given
    /// so.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="clips">The folder of clips, if it was given.</param>
    /// <param name="others">Options of synthetic audio.</param>
    /// <exception cref="BadInputException">One of them would be left out.</exception>
    public bool IsChosen(ParseResult parsed, string? clips, IReadOnlyList<Option> others)
    {
        var isChosen = IsGiven(parsed);
        if (isChosen && clips is not null)
            throw new BadInputException("FOLDER", clips, "clips are for synthetic audio; leave it out with --talk");
        IEnumerable<Option> useless = isChosen ? others : [_heard, _part, _list];
        if (useless.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } option)
        {
            throw new BadInputException(option.Name, parsed.GetResult(option)!.Tokens is [var token, ..]
                ? token.Value : "", isChosen ? "it is for synthetic audio; leave it out with --talk"
                    : "it is for --talk FOLDER");
        }
        return isChosen;
    }

    /// <summary>Whether there is talk to listen to; other options of it without are told.</summary>
    /// <exception cref="BadInputException">One of them would be left out.</exception>
    public bool IsChosenBesides(ParseResult parsed) =>
        IsGiven(parsed) || IsChosen(parsed, null, []);

    /// <summary>Which half of the speakers.</summary>
    public TalkPart Part(ParseResult parsed) =>
        Enum.Parse<TalkPart>(parsed.GetRequiredValue(_part), ignoreCase: true);

    /// <summary>Whether each false alarm is to be printed.</summary>
    public bool IsListed(ParseResult parsed) => parsed.GetValue(_list);

    /// <summary>The recordings of the chosen speakers.</summary>
    /// <exception cref="BadInputException">A folder or table is absent or not as it must be.</exception>
    public async Task<IReadOnlyList<TalkFile>> ReadAsync(
        CliContext context, ParseResult parsed, CancellationToken cancellationToken)
    {
        var heard = parsed.GetValue(_heard);
        if (heard is not null && !File.Exists(heard))
            throw new BadInputException("--heard", heard, "it must be an existing CSV file");
        List<TalkCollection> collections = [];
        foreach (var folder in parsed.GetRequiredValue(_folders))
        {
            try
            {
                collections.Add(await TalkFolder.ReadAsync(folder, heard, cancellationToken));
            }
            catch (Exception exception) when (exception is DirectoryNotFoundException or InvalidDataException)
            {
                throw new BadInputException("--talk", folder, exception.Message);
            }
        }
        // One table for several folders names files of each.
        var notThere = heard is null
            ? collections.SelectMany(collection => collection.NotThere)
            : collections.Select(collection => collection.NotThere.AsEnumerable())
                .Aggregate((some, others) => some.Intersect(others));
        foreach (var name in notThere)
            await context.Error.WriteLineAsync($"warning: {name} was judged and is not there");
        var part = Part(parsed);
        IReadOnlyList<TalkFile> files = [.. collections.SelectMany(collection => collection.Files)];
        return files.Of(part) is { Count: > 0 } chosen
            ? chosen
            : throw new BadInputException("--part", NameOf(part), "no speaker of --talk belongs to it");
    }

    private bool IsGiven(ParseResult parsed) => parsed.GetRequiredValue(_folders).Length > 0;

    private static string NameOf(TalkPart part) => part.ToString().ToLowerInvariant();
}
