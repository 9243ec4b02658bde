using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary><c>kws datasets import</c>: a folder or an archive to a new version of a data set.</summary>
internal sealed class DataSetImportCommand(CliContext context)
{
    private readonly Argument<string> _input =
        new("DIR|ARCHIVE") { Description = "A folder with one folder a label, or a .tar, .tar.gz or .zip of it" };

    private readonly Option<string> _name = new("--name")
    {
        Description = "Name of the data set",
        HelpName = "NAME",
        Required = true,
    };

    private readonly Option<string> _task = new Option<string>("--task")
    {
        Description = "audio: recordings of words; vision: photos of letters",
        Required = true,
    }.AcceptOnlyFromAmong("audio", "vision");

    private readonly Option<double> _share = ValidationShare();

    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly ServerAddress _server = ServerAddress.OfTraining();

    public static Command Create(CliContext context)
    {
        var import = new DataSetImportCommand(context);
        var command = new Command("import", "Check a folder's files and make a version of a data set of them")
        {
            import._input, import._name, import._task, import._share, import._json, import._server.Option,
        };
        command.SetWork(context, import.RunAsync);
        return command;
    }

    /// <summary>How much of a folder that does not say it itself is for validation.</summary>
    internal static Option<double> ValidationShare() => BoundedOption.Create("--validation-share",
        "Share of the speakers or sources for validation where the folder has no train and validation", 0.2, 0.05, 0.5);

    private async Task RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var input = new ImportInput(parsed.GetValue(_input)!);
        var config = new ImportConfig
        {
            Name = parsed.GetValue(_name),
            Task = parsed.GetValue(_task) == "audio" ? TrainingTask.KeywordSpotting : TrainingTask.SignLetters,
            Upload = ArchiveKind.Unspecified,
            ValidationShare = parsed.GetValue(_share),
            ExpectedBytes = input.Bytes,
        };
        var asJson = parsed.GetValue(_json);
        var version = await new DataSetImporter(context, asJson).ImportAsync(
            _server.Resolve(parsed, context), config, input, cancellationToken);
        Report.OfDocument(DataSetTable.ToDocument(version))
            .Add(version.Existed ? "nothing new: this version was there" : "a new version")
            .Add(DataSetTable.Of([version])).Add(DataSetTable.LabelsOf(version))
            .WriteTo(context, asJson);
    }
}
