using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Servers;
using Kws.Vision.V1;
using Spectre.Console;

namespace Kws.Cli.Signs;

/// <summary><c>kws sign classify</c>: letters for pictures, as a table or JSON lines.</summary>
internal static class SignClassifyCommand
{
    private const int WorthABar = 20;

    public static Command Create(CliContext context)
    {
        Argument<string[]> paths = new("IMAGE") { Description = "JPEG or PNG files, or folders of them", Arity = ArgumentArity.OneOrMore };
        ServerAddress server = ServerAddress.OfVisionInference();
        Option<int> top = BoundedOption.Create("--top", "Letters to show for each picture", 3, 1, 1000);
        Option<bool> json = CommonOptions.Json();
        var view = new PictureOptions();
        var command = new Command("classify", "Read the letter in each picture") { paths, server.Option, top, json };
        view.AddTo(command);
        command.SetWork(context, async (parsed, cancellation) =>
        {
            IReadOnlyList<PictureFile> pictures = PictureFile.Find(parsed.GetRequiredValue(paths));
            var template = new ClassifyRequest
            {
                Top = parsed.GetValue(top),
                Mirror = view.Mirror(parsed),
                RotateDegrees = view.RotateDegrees(parsed),
                Region = view.Region(parsed),
            };
            IReadOnlyList<PictureResult> results = await ServerSession.UseAsync(server.Resolve(parsed, context), cancellation,
                channel => CollectAsync(context, pictures, new PictureClassifier(new SignReader.SignReaderClient(channel), template), cancellation));
            if (parsed.GetValue(json))
                SignReport.WriteJson(context, results);
            else
                SignReport.WriteTable(context, results);
            return SignReport.WriteErrors(context, results) == 0 ? ExitCode.Success : ExitCode.BadInput;
        });
        return command;
    }

    private static async Task<IReadOnlyList<PictureResult>> CollectAsync(
        CliContext context, IReadOnlyList<PictureFile> pictures, PictureClassifier classifier, CancellationToken cancellation)
    {
        var results = new List<PictureResult>(pictures.Count);
        if (pictures.Count < WorthABar || context.ErrorIsRedirected)
        {
            await foreach (PictureResult result in classifier.ClassifyAsync(pictures, cancellation))
                results.Add(result);
            return results;
        }
        await context.Progress().Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async progress =>
            {
                ProgressTask bar = progress.AddTask($"{pictures.Count} pictures", maxValue: pictures.Count);
                await foreach (PictureResult result in classifier.ClassifyAsync(pictures, cancellation))
                {
                    results.Add(result);
                    bar.Increment(1);
                }
            });
        return results;
    }
}
