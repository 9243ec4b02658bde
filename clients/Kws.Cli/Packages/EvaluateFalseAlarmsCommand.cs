using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws evaluate false-alarms</c>: events an hour in hours without a keyword, and what fewer would cost in words.</summary>
internal static class EvaluateFalseAlarmsCommand
{
    // Words to weigh against: four recordings of 50.
    private const int KnownRecordings = 4;

    public static Command Create(CliContext context)
    {
        EvaluationInput input = new();
        Option<double> hours = BoundedOption.Create("--hours", "How long to listen", 2.0, 0.01, 10_000);
        Option<int> seed = BoundedOption.Create("--seed", "Another seed gives other audio", 2, 0, 1_000_000);
        Option<bool> json = CommonOptions.Json();
        Command command = new("false-alarms", "False alarms an hour in text, other words, noise and silence") { hours, seed, json };
        input.AddTo(command);
        command.SetWork(context, async (parsed, cancellation) =>
        {
            using KeywordModel model = KeywordModel.Open(input.Package(parsed), EvaluationData.OneThread);
            EvaluationData data = await input.ReadAsync(context, parsed, model, cancellation);
            IReadOnlyList<HeardRecording> heard = await data.NonKeywordMinutesAsync(context, model, parsed.GetValue(hours), parsed.GetValue(seed), cancellation);
            StreamScoring scoring = new(model.Manifest);
            List<(string Kind, StreamScore Score)> scores = [.. heard.GroupBy(recording => recording.Kind).OrderBy(kind => kind.Key, StringComparer.Ordinal).Select(kind => (kind.Key, scoring.Score(kind)))];
            scores.Add(("all", scoring.Score(heard)));
            IReadOnlyList<TradeOffPoint>? curve = data.WithoutClips.Count > 0 ? null
                : TradeOff.Measure(scoring, await data.KnownRecordingsAsync(context, model, Enumerable.Range(parsed.GetValue(seed), KnownRecordings), cancellation), heard, model.Manifest.Detection!.Thresholds);
            if (parsed.GetValue(json))
            {
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(new { Audio = scores.ToDictionary(entry => entry.Kind, entry => entry.Score), TradeOff = curve }));
                return;
            }
            ScoreTable.Write(context, $"{model.Manifest.Name} {model.Manifest.Version}", scores);
            if (curve is not null)
                TradeOffTable.Write(context, curve);
            else
                context.Out.WriteLine($"no trade-off: the folder has no clip of {string.Join(", ", data.WithoutClips)}");
        });
        return command;
    }
}
