using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.SpokenWords;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>What <c>kws train</c> learns from: a data set of the server's, or a folder that is brought there
/// first.</summary>
internal sealed class TrainData
{
    private const int LongestName = 100;

    private readonly Option<string?> _dataSet = new("--dataset")
    {
        Description = "A data set of the server's: NAME, or NAME:VERSION for an older one; with --data, its new name",
        HelpName = "NAME",
    };

    private readonly Option<string?> _folder = new("--data")
    {
        Description = "A folder with one folder a label, or an archive of it, which is imported first; the data set "
            + "is named by --dataset, else by --name, else like the folder",
        HelpName = "DIR",
    };

    private readonly Option<bool> _corrections = new("--with-corrections")
    {
        Description = "Make a version with the recordings that were marked, and train on that",
    };

    private readonly Option<double> _share = DataSetImportCommand.ValidationShare();
    private readonly SpokenData _spoken = new();

    /// <param name="command">Gets the options.</param>
    /// <param name="isSpoken">Whether words can be spoken for it.</param>
    public void AddTo(Command command, bool isSpoken)
    {
        foreach (var option in (Option[])[_dataSet, _folder, _corrections, _share])
            command.Add(option);
        if (isSpoken)
            _spoken.AddTo(command);
    }

    /// <summary>Names the data set in a request; its version is 0 where it is the newest.</summary>
    /// <param name="parsed">The arguments.</param>
    /// <param name="request">With the model's name.</param>
    /// <exception cref="BadInputException">No data, or a name that is none.</exception>
    public void Name(ParseResult parsed, SubmitJobRequest request)
    {
        var given = parsed.GetValue(_dataSet);
        var words = WordsOf(parsed, request);
        if (parsed.GetValue(_folder) is not { } folder && words.Count == 0)
        {
            (request.DataSet, request.DataSetVersion) = given is null
                ? throw new BadInputException("--dataset", "", "give the data set, or a folder by --data; "
                    + "kws datasets list shows the data sets")
                : DataSetName.Parse("--dataset", given);
            if (request.DataSetVersion > 0 && parsed.GetValue(_corrections))
                throw new BadInputException(
                    "--dataset", given, "with --with-corrections it is a name: the newest version is corrected");
            return;
        }

        if (given?.Contains(':', StringComparison.Ordinal) == true)
            throw new BadInputException("--dataset", given, "with --data or --say it is a name without a version");
        request.DataSet = given ?? (request.ModelName.Length > 0 ? request.ModelName
            : parsed.GetValue(_folder) is { } named ? NameOf(named)
            : string.Join('-', words.Select(word => word.Label)));
        if (!IsName(request.DataSet))
            throw new BadInputException("--dataset", request.DataSet,
                $"a data set's name has 1 to {LongestName} letters, digits, '-', '_' and '.'; give one");
    }

    /// <summary>Brings the folder, if there is one, takes corrections up, if they are asked for, and puts the version
    /// into the request.</summary>
    /// <exception cref="BadInputException">Files that cannot be used; each was written to standard output.</exception>
    public async Task BringAsync(
        ParseResult parsed, SubmitJobRequest request, DataSetImporter importer, ServerEndpoint server,
        CliContext context, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_folder) is not null || WordsOf(parsed, request).Count > 0)
        {
            var version = await ImportAsync(parsed, request, importer, server, context, cancellationToken);
            request.DataSetVersion = version.Version;
            await context.Error.WriteLineAsync($"data set {version.Name}: {(version.Existed ? "as" : "a new")} version "
                + $"{version.Version} with {version.Files} files and {version.Labels.Count} labels"
                + (version.Existed ? ", which was there" : ""));
        }

        if (parsed.GetValue(_corrections))
        {
            var corrected = await new DataSetCorrector(context).CorrectAsync(
                server, request.DataSet, cancellationToken);
            request.DataSetVersion = corrected.Version.Version;
            await context.Error.WriteLineAsync($"corrections: {DataSetCorrector.Summary(corrected)}");
        }
    }

    private async Task<DataSetVersion> ImportAsync(
        ParseResult parsed, SubmitJobRequest request, DataSetImporter importer, ServerEndpoint server,
        CliContext context, CancellationToken cancellationToken)
    {
        var folder = parsed.GetValue(_folder);
        var spoken = Directory.CreateTempSubdirectory("kws-spoken-");
        try
        {
            if (request.Task == TrainingTask.KeywordSpotting && await _spoken.SpeakAsync(
                parsed, folder, AddsWords(request), spoken.FullName, context, cancellationToken))
                folder = spoken.FullName;
            var input = new ImportInput(folder!, _folder.Name);
            var config = new ImportConfig
            {
                Name = request.DataSet,
                Task = request.Task,
                Upload = ArchiveKind.Unspecified,
                ValidationShare = parsed.GetValue(_share),
                ExpectedBytes = input.Bytes,
            };
            return await importer.ImportAsync(server, config, input, cancellationToken);
        }
        finally
        {
            spoken.Delete(recursive: true);
        }
    }

    private IReadOnlyList<SpokenWord> WordsOf(ParseResult parsed, SubmitJobRequest request) =>
        request.Task == TrainingTask.KeywordSpotting ? _spoken.Words(parsed) : [];

    // The server takes its recipe for words when none is named.
    private static bool AddsWords(SubmitJobRequest request) =>
        request.Extends.Length > 0 && request.Recipe is ("" or "word");

    // Without the endings of an archive.
    private static string NameOf(string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        if (!File.Exists(folder))
            return name;
        foreach (var ending in (string[])[".tar.gz", ".tgz", ".tar", ".zip"])
            if (name.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
                return name[..^ending.Length];
        return name;
    }

    private static bool IsName(string text) => text.Length is > 0 and <= LongestName
        && char.IsAsciiLetterOrDigit(text[0])
        && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
