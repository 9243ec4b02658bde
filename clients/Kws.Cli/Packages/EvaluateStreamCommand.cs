using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws evaluate stream</c>: hits, misses and false alarms on 20-minute recordings with known
/// words.</summary>
internal static class EvaluateStreamCommand
{
    public static Command Create(CliContext context)
    {
        var input = new EvaluationInput();
        var recordings = BoundedOption.Create("--recordings",
            "20-minute recordings, each with 50 keywords and 100 other words", 1, 1, 1000);
        var seed = BoundedOption.Create("--seed", "Another seed gives other recordings", 1, 0, 1_000_000);
        var verifier = new VerifierOption();
        var write = new MetricsOption();
        var json = CommonOptions.Json();
        var command = new Command("stream", "Hits, misses and false alarms on long recordings (MLPerf Tiny's rules)")
        {
            recordings, seed, verifier.Option, write.Option, json,
        };
        input.AddTo(command);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var package = input.Package(parsed);
            using var model = KeywordModel.Open(package, EvaluationData.OneThread);
            var heardAs = verifier.HeardAs(parsed, model.Manifest, write.IsAsked(parsed));
            var data = await input.ReadAsync(context, parsed, model, cancellationToken);
            var seeds = Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(recordings));
            var score = new StreamScoring(heardAs)
                .Score(await data.KnownRecordingsAsync(context, model, heardAs, seeds, cancellationToken));
            await write.ApplyAsync(context, parsed, package, StreamMetrics.OfKnownWords(score), cancellationToken);
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(score));
            else
                ScoreTable.Write(context, $"{model.Manifest.Name} {model.Manifest.Version}", [("stream", score)]);
        });
        return command;
    }
}
