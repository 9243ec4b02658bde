using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws evaluate false-alarms</c>: events an hour in hours without a keyword, and what fewer would cost in
/// words.</summary>
internal static class EvaluateFalseAlarmsCommand
{
    public static Command Create(CliContext context)
    {
        var input = new EvaluationInput();
        var hours = BoundedOption.Create("--hours", "How long to listen", 2.0, 0.01, 10_000);
        var seed = BoundedOption.Create("--seed", "Another seed gives other audio", 2, 0, 1_000_000);
        var recordings = BoundedOption.Create(
            "--recordings", "20-minute recordings with 50 keywords each, to weigh misses against", 4, 1, 1000);
        var text = new TextOption();
        var verifier = new VerifierOption();
        var write = new MetricsOption();
        var json = CommonOptions.Json();
        var command = new Command("false-alarms", "False alarms an hour in text, other words, noise and silence")
        {
            hours, seed, recordings, text.Option, verifier.Option, write.Option, json,
        };
        input.AddTo(command);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var package = input.Package(parsed);
            using var model = KeywordModel.Open(package, EvaluationData.OneThread);
            var heardAs = verifier.HeardAs(parsed, model.Manifest, write.IsAsked(parsed));
            var data = await input.ReadAsync(context, parsed, model, cancellationToken);
            IReadOnlyList<HeardRecording> heard = await data.NonKeywordMinutesAsync(
                context, model, heardAs, parsed.GetValue(hours), parsed.GetValue(seed), text.Sentences(parsed),
                    cancellationToken);
            var scoring = new StreamScoring(heardAs);
            List<(string Kind, StreamScore Score)> scores = [.. heard.GroupBy(recording => recording.Kind)
                .OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, scoring.Score(kind)))];
            var all = scoring.Score(heard);
            var rate = StreamMetrics.OfNonKeywordAudio(all, scores.Select(entry => entry.Kind));
            scores.Add(("all", all));
            var knownSeeds = Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(recordings));
            IReadOnlyList<TradeOffPoint>? curve = null;
            if (data.WithoutClips.Count == 0)
            {
                var known = await data.KnownRecordingsAsync(context, model, heardAs, knownSeeds, cancellationToken);
                curve = TradeOffCurve.Measure(
                    scoring, known, heard, heardAs.Detection!.Thresholds, heardAs.Verifier?.Thresholds);
            }
            await write.ApplyAsync(context, parsed, package, [rate], cancellationToken);
            if (parsed.GetValue(json))
            {
                await context.Out.WriteLineAsync(
                    JsonOutput.ToDocument(new
                    {
                        Audio = scores.ToDictionary(entry => entry.Kind, entry => entry.Score),
                        TradeOff = curve
                    }));
                return;
            }
            ScoreTable.Write(context, $"{model.Manifest.Name} {model.Manifest.Version}", scores);
            if (curve is not null)
                TradeOffTable.Write(context, curve);
            else
                context.Out.WriteLine(
                    $"no trade-off: the folder has no clip of {string.Join(", ", data.WithoutClips)}");
        });
        return command;
    }
}
