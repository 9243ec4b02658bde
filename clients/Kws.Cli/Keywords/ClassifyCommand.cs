using System.CommandLine;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;

namespace Kws.Cli.Keywords;

/// <summary><c>kws classify</c>: labels for clips, as a table, JSON lines or Kaggle's CSV.</summary>
internal sealed class ClassifyCommand(CliContext context)
{
    private readonly Argument<string[]> _paths = new("FILE")
    {
        Description = "WAV, FLAC or Opus files, or folders of them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ServerAddress _server = ServerAddress.OfAudioInference();
    private readonly Option<int> _top = BoundedOption.Create("--top", "Labels to show for each clip", 3, 1, 1000);
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string?> _csv = new("--csv")
    {
        Description = "Write 'fname,label' rows to this file (- for standard output) instead of a table",
    };

    public static Command Create(CliContext context)
    {
        var classify = new ClassifyCommand(context);
        var command = new Command("classify", "Classify whole clips")
        {
            classify._paths, classify._server.Option, classify._top, classify._json, classify._csv,
        };
        command.SetWork(context, classify.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var clips = InputFile.Find(parsed.GetRequiredValue(_paths), InputKind.Clips);
        var results = await ServerSession.UseAsync(
            _server.Resolve(parsed, context), cancellationToken, channel =>
            {
                var classifier = new ClipClassifier(
                    new KeywordSpotter.KeywordSpotterClient(channel), parsed.GetValue(_top));
                return FileResults.CollectAsync(
                    context, "clips", clips.Count, classifier.ClassifyAsync(clips, cancellationToken));
            });
        if (parsed.GetValue(_csv) is { } path)
            await ClassifyReport.WriteCsvAsync(context, results, path, cancellationToken);
        else
            ClassifyReport.Of(results).WriteTo(context, parsed.GetValue(_json));
        foreach (var result in results)
            context.Warn(result.File.Path, result.Answer?.Warnings ?? []);
        return FileResults.WriteErrors(context, results);
    }
}
