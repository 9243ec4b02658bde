using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Vision.V1;

namespace Kws.Cli.Signs;

/// <summary><c>kws sign classify</c>: letters for pictures, as a table or JSON lines.</summary>
internal sealed class SignClassifyCommand(CliContext context)
{
    private readonly Argument<string[]> _paths = new("IMAGE")
    {
        Description = "JPEG or PNG files, or folders of them",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly ServerAddress _server = ServerAddress.OfVisionInference();
    private readonly Option<int> _top = BoundedOption.Create("--top", "Letters to show for each picture", 3, 1, 1000);
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly PictureOptions _view = new();

    public static Command Create(CliContext context)
    {
        var classify = new SignClassifyCommand(context);
        var command = new Command("classify", "Read the letter in each picture")
        {
            classify._paths, classify._server.Option, classify._top, classify._json,
        };
        classify._view.AddTo(command);
        command.SetWork(context, classify.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var pictures = InputFile.Find(parsed.GetRequiredValue(_paths), InputKind.Pictures);
        var template = new ClassifyRequest
        {
            Top = parsed.GetValue(_top),
            Mirror = _view.Mirror(parsed),
            RotateDegrees = _view.RotateDegrees(parsed),
            Region = _view.Region(parsed),
        };
        var results = await ServerSession.UseAsync(
            _server.Resolve(parsed, context), cancellationToken, channel =>
            {
                var classifier = new PictureClassifier(new SignReader.SignReaderClient(channel), template);
                return FileResults.CollectAsync(
                    context, "pictures", pictures.Count, classifier.ClassifyAsync(pictures, cancellationToken));
            });
        SignClassifyReport.Of(results).WriteTo(context, parsed.GetValue(_json));
        return FileResults.WriteErrors(context, results);
    }
}
