using System.CommandLine;
using Kws.Audio;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Detection;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary>What every evaluation reads: a model package, a folder of clips, background noise.</summary>
/// <param name="clipsAreOptional">Whether a command can do without the clips.</param>
internal sealed class EvaluationInput(bool clipsAreOptional = false)
{
    private readonly Argument<string?> _clips = new("FOLDER")
    {
        Description = "Clips as <word>/*.wav, *.flac or *.opus",
        Arity = clipsAreOptional ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
    };
    private readonly Option<string> _model =
        new("--model") { Description = PackageChoice.Description, DefaultValueFactory = _ => "small" };
    private readonly Option<string?> _root = PackageChoice.Root();
    private readonly Option<string?> _noise =
        new("--noise")
        {
            Description = "Folder of background recordings; without one, noise is synthesised",
            HelpName = "FOLDER"
        };

    /// <summary>Adds the arguments and options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_clips);
        command.Options.Add(_model);
        command.Options.Add(_root);
        command.Options.Add(_noise);
    }

    /// <summary>The folder of clips; null: none was given.</summary>
    public string? Clips(ParseResult parsed) => parsed.GetValue(_clips);

    /// <summary>Names the folder of background recordings.</summary>
    public Option<string?> NoiseOption => _noise;

    /// <summary>The chosen package.</summary>
    public ModelPackage Package(ParseResult parsed)
    {
        var package = PackageChoice.Load(parsed.GetRequiredValue(_model), parsed.GetValue(_root));
        return package.Manifest.Task == ModelTask.KeywordSpotting ? package
            : throw new BadInputException("--model", parsed.GetRequiredValue(_model),
                "it must be a keyword-spotting model");
    }

    /// <summary>Reads clips and noise at the model's rate.</summary>
    /// <exception cref="BadInputException">A folder is absent, empty, or holds a file that is no audio.</exception>
    public async Task<EvaluationData> ReadAsync(
        CliContext context,
        ParseResult parsed,
        KeywordModel model,
        CancellationToken cancellationToken)
    {
        var folder = Clips(parsed) ?? throw new BadInputException("FOLDER", "",
            "it must be a folder of clips as <word>/*.wav, *.flac or *.opus");
        try
        {
            var rate = model.FeatureSpec.SampleRateHz;
            var progress = new StepProgress(context, "reading clips");
            var clips = await ClipFolder.ReadAsync(folder, rate, 0, progress.Report, cancellationToken);
            return new EvaluationData(clips,
                await NoiseBank.ReadAsync(parsed.GetValue(_noise), rate, cancellationToken),
                    [.. model.Labels.Except(DetectionPlan.Fillers)]);
        }
        catch (Exception exception) when (exception is DirectoryNotFoundException or InvalidAudioException)
        {
            throw new BadInputException("FOLDER", folder, exception.Message);
        }
    }
}
