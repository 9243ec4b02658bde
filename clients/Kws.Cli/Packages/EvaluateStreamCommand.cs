using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws evaluate stream</c>: hits, misses and false alarms on 20-minute recordings with known words, each of
/// another seed: one recording alone says little.</summary>
internal static class EvaluateStreamCommand
{
    public static Command Create(CliContext context)
    {
        var input = new EvaluationInput();
        var seeds = BoundedOption.Create("--seeds",
            "20-minute recordings, each of the next seed, with 50 keywords and 100 other words", 5, 1, 1000);
        seeds.Aliases.Add("--recordings");
        var seed = BoundedOption.Create(
            "--seed", "The first seed: another one gives other recordings", 1, 0, 1_000_000);
        var verifier = new VerifierOption();
        var write = new MetricsOption();
        var json = CommonOptions.Json();
        var command = new Command("stream", "Hits, misses and false alarms on long recordings (MLPerf Tiny's rules)")
        {
            seeds, seed, verifier.Option, write.Option, json,
        };
        input.AddTo(command);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var package = input.Package(parsed);
            using var model = KeywordModel.Open(package, EvaluationData.OneThread);
            var heardAs = verifier.HeardAs(parsed, model.Manifest, write.IsAsked(parsed));
            var data = await input.ReadAsync(context, parsed, model, cancellationToken);
            int[] numbers = [.. Enumerable.Range(parsed.GetValue(seed), parsed.GetValue(seeds))];
            var heard = await data.KnownRecordingsAsync(context, model, heardAs, numbers, cancellationToken);
            var scoring = new StreamScoring(heardAs);
            var all = scoring.Score(heard);
            StreamScore[] bySeed = [.. heard.Select(recording => scoring.Score([recording]))];
            await write.ApplyAsync(context, parsed, package, StreamMetrics.OfKnownWords(all, bySeed),
                cancellationToken);
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(Json(all, numbers, bySeed)));
            else
                Write(context, model.Manifest, all, numbers, bySeed);
        });
        return command;
    }

    private static void Write(
        CliContext context, ModelManifest manifest, StreamScore all, int[] seeds, StreamScore[] bySeed)
    {
        ScoreTable.Write(context, $"{manifest.Name} {manifest.Version}",
        [
            .. seeds.Zip(bySeed, (seed, score) => ($"seed {seed.ToString(CultureInfo.InvariantCulture)}", score)),
            ("all", all),
        ]);
        (var lower, var upper) = all.MissInterval;
        context.Out.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"Missed {all.Misses} of {all.Words}: {all.MissShare:0.0%}, 95 % interval {lower:0.0%} to {upper:0.0%}; ")
            + $"{bySeed.Min(score => score.Misses)} to {bySeed.Max(score => score.Misses)} of a recording's "
            + $"{bySeed[0].Words}.");
    }

    private static object Json(StreamScore all, int[] seeds, StreamScore[] bySeed) => new
    {
        all.Recordings,
        all.Words,
        all.Hits,
        all.Misses,
        all.MissShare,
        MissInterval95 = (double[])[all.MissInterval.Lower, all.MissInterval.Upper],
        all.DelaySecondsP50,
        all.DelaySecondsP90,
        all.Hours,
        all.FalseAlarms,
        all.FalseAlarmsAnHour,
        all.FalseAlarmsByLabel,
        all.Confused,
        all.Missed,
        all.FalseAlarmEvents,
        BySeed = seeds.Zip(bySeed, (seed, score) => new
        {
            Seed = seed,
            score.Words,
            score.Misses,
            score.FalseAlarms,
            score.DelaySecondsP50,
            score.DelaySecondsP90,
        }),
    };
}
