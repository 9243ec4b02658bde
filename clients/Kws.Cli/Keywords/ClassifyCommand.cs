using System.CommandLine;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;

namespace Kws.Cli.Keywords;

/// <summary><c>kws classify</c>: labels for clips, as a table, JSON lines or Kaggle's CSV.</summary>
internal static class ClassifyCommand
{
    private static readonly Argument<string[]> Paths = new("FILE")
    {
        Description = "WAV or FLAC files, or folders of them",
        Arity = ArgumentArity.OneOrMore,
    };

    public static Command Create(CliContext context)
    {
        ServerAddress server = ServerAddress.OfAudioInference();
        Option<int> top = BoundedOption.Create("--top", "Labels to show for each clip", 3, 1, 1000);
        Option<bool> json = CommonOptions.Json();
        Option<string?> csv = new("--csv") { Description = "Write 'fname,label' rows to this file (- for standard output) instead of a table" };
        var command = new Command("classify", "Classify whole clips") { Paths, server.Option, top, json, csv };
        command.SetWork(context, async (parsed, cancellation) =>
        {
            IReadOnlyList<ClipFile> clips = ClipFile.Find(parsed.GetRequiredValue(Paths));
            IReadOnlyList<ClipResult> results = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation, channel =>
            {
                var classifier = new ClipClassifier(new KeywordSpotter.KeywordSpotterClient(channel), parsed.GetValue(top));
                return ClassifyProgress.CollectAsync(context, clips, classifier, cancellation);
            });
            if (parsed.GetValue(csv) is { } path)
                await ClassifyReport.WriteCsvAsync(context, results, path, cancellation);
            else if (parsed.GetValue(json))
                ClassifyReport.WriteJson(context, results);
            else
                ClassifyReport.WriteTable(context, results);
            return ClassifyReport.WriteErrors(context, results) == 0 ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }
}
