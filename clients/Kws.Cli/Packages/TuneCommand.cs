using System.CommandLine;
using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Detection;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary><c>kws tune</c>: thresholds for a rate of false alarms, and how far the audio supports the claim.</summary>
internal static class TuneCommand
{
    // Other recordings than those of the tests.
    private const int FirstSeed = 101;

    public static Command Create(CliContext context)
    {
        var input = new EvaluationInput();
        var target = BoundedOption.Create("--false-alarms-per-hour", "The rate to stay under", 0.1, 0.0001, 1000);
        var misses =
            BoundedOption.Create("--most-misses", "Share of a keyword's words that may be given up for it", 0.3, 0, 1);
        var hours = BoundedOption.Create("--hours", "Of audio without keywords to listen to", 10.0, 0.05, 10_000);
        var recordings = BoundedOption.Create(
            "--recordings", "20-minute recordings with 50 keywords each, to count misses in", 10, 1, 1000);
        var talk = new TalkOptions(TalkPart.Tune);
        var talkTarget = BoundedOption.Create(
            "--talk-false-alarms-per-hour", "The rate to stay under while people talk (--talk)", 2.0, 0.0001, 1000);
        var smoothing = SmoothingOption();
        var text = new TextOption();
        var write = new Option<bool>("--write")
        {
            Description =
            "Write thresholds, curve and interval to the package's manifest"
        };
        var json = CommonOptions.Json();
        var command = new Command("tune", "Fit the thresholds of a model package on validation audio")
        {
            target, misses, hours, recordings, talkTarget, smoothing, text.Option, write, json,
        };
        input.AddTo(command);
        talk.AddWithoutListTo(command);
        command.SetWork(context, async (parsed, cancellationToken) =>
        {
            var package = input.Package(parsed);
            var files = talk.IsChosenBesides(parsed) ? await talk.ReadAsync(context, parsed, cancellationToken) : [];
            using var model = KeywordModel.Open(package, EvaluationData.OneThread);
            var heardAs = Smoothed(model.Manifest, parsed.GetValue(smoothing));
            var scoring = new StreamScoring(heardAs);
            var data = await input.ReadAsync(context, parsed, model, cancellationToken);
            var seeds = Enumerable.Range(FirstSeed, parsed.GetValue(recordings));
            var known = await data.KnownRecordingsAsync(context, model, heardAs, seeds, cancellationToken);
            var without = await data.NonKeywordMinutesAsync(
                context, model, heardAs, parsed.GetValue(hours), FirstSeed, text.Sentences(parsed), cancellationToken);
            var talking = files.Count == 0
                ? null
                : await TalkingAsync(context, model, heardAs, files, cancellationToken);
            var fit = new ThresholdTuner(scoring, known, without, talking).Fit(
                data.Keywords, parsed.GetValue(target), parsed.GetValue(misses), parsed.GetValue(talkTarget));
            var tuning = TuningRecord.Of(scoring, parsed.GetValue(target), fit, known, without,
                talking is null ? null : (talking, parsed.GetValue(talkTarget)));
            if (parsed.GetValue(write))
                await TunedManifest.WriteAsync(package.Folder, tuning, cancellationToken);
            if (parsed.GetValue(json))
                await context.Out.WriteLineAsync(JsonOutput.ToDocument(tuning));
            else
                Write(context, tuning, parsed.GetValue(write) ? package.Folder : null);
        });
        return command;
    }

    // Keywords that somebody heard in the talk are spoken words: no false alarms.
    private static async Task<IReadOnlyList<HeardRecording>> TalkingAsync(CliContext context, KeywordModel model,
        ModelManifest heardAs, IReadOnlyList<TalkFile> files, CancellationToken cancellationToken)
    {
        var heard = await EvaluationData.TalkAsync(context, model, heardAs, files, cancellationToken);
        return
        [
            .. heard.Zip(files, (recording, file) =>
                recording with { Spoken = file.SaidWords(model.FeatureSpec.SampleRateHz) }),
        ];
    }

    private static Option<int?> SmoothingOption() => new("--smoothing-windows")
    {
        Description = "Posteriors averaged, 1 to 100 (default: the manifest's)",
        HelpName = "NUMBER",
    };

    private static ModelManifest Smoothed(ModelManifest manifest, int? windows)
    {
        var detection = manifest.Detection!;
        var least = Math.Max(1, detection.EarlyWindows);
        if (windows is { } asked && (asked < least || asked > Smoothing.MaxWindows))
        {
            throw new BadInputException("--smoothing-windows", asked.ToString(CultureInfo.InvariantCulture),
                $"it must be {least} to {Smoothing.MaxWindows}; the package answers early with " +
                $"{detection.EarlyWindows}");
        }
        return windows is null
            ? manifest
            : manifest with { Detection = detection with { SmoothingWindows = windows.Value } };
    }

    private static void Write(CliContext context, TuningRecord tuning, string? folder)
    {
        var isVerified = tuning.VerifierThresholds.Count > 0;
        var thresholds = isVerified
            ? new ResultTable("keyword", ">threshold", ">verifier") : new ResultTable("keyword", ">threshold");
        foreach ((var label, var threshold) in tuning.Thresholds)
        {
            if (isVerified)
                thresholds.Row(label, Digits(threshold), Digits(tuning.VerifierThresholds[label]));
            else
                thresholds.Row(label, Digits(threshold));
        }
        thresholds.WriteTo(context.Tables());
        TradeOffTable.Write(context, tuning.TradeOff);
        context.Out.WriteLine(tuning.Statement);
        if (tuning.Talk is { } talk)
            context.Out.WriteLine(talk.Statement);
        context.Out.WriteLine(folder is null
            ? "Nothing was written; add --write to put it into the manifest."
            : $"Written to {Path.Combine(folder, "manifest.json")}.");
    }

    private static string Digits(float threshold) => threshold.ToString("0.0000", CultureInfo.InvariantCulture);
}
