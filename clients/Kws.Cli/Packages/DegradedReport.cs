using System.Globalization;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Evaluation;
using Kws.Models;

namespace Kws.Cli.Packages;

/// <summary>Accuracy by condition, as a table, JSON or metrics.</summary>
/// <param name="seed">Of noise and rooms.</param>
/// <param name="kitchen">Files that the kitchen's noise was cut from.</param>
/// <param name="measured">As recorded first.</param>
internal sealed class DegradedReport(
    int seed, IReadOnlyList<string> kitchen, IReadOnlyList<DegradedAccuracy> measured)
{
    /// <summary>One for each condition.</summary>
    public IReadOnlyList<ModelMetric> Metrics => [.. measured.Select(one => one.ToMetric(seed))];

    /// <summary>Classifies the clips as recorded and in each condition.</summary>
    /// <exception cref="BadInputException">There is no recorded noise, or there are too few speakers.</exception>
    public static async Task<DegradedReport> MeasureAsync(
        CliContext context, KeywordModel model, IReadOnlyList<LabelledClip> clips,
        IReadOnlyList<Degradation> conditions, int seed, string? noiseFolder, CancellationToken cancellationToken)
    {
        var kitchen = conditions.Any(DegradeOptions.NeedsNoise) ? DegradeOptions.KitchenFiles(noiseFolder!) : [];
        var noise = await NoiseBank.ReadAsync(kitchen.Count == 0 ? null : noiseFolder,
            model.FeatureSpec.SampleRateHz, cancellationToken, kitchen.Contains);
        var degrader = new ClipDegrader(clips, noise, seed);
        if (!degrader.HasBabblers && conditions.Any(condition => condition.Family == Degradation.Babble))
        {
            throw new BadInputException("--degrade", Degradation.Babble, "it needs clips of more than "
                + $"{ClipDegrader.LeastBabblers} speakers, in files <speaker>_nohash_<take>");
        }
        List<DegradedAccuracy> measured =
            [new(DegradedAccuracy.AsRecorded, ClipAccuracy.Measure(model, clips, [], null, cancellationToken))];
        var progress = new StepProgress(context, "answering, conditions");
        foreach (var condition in conditions)
        {
            measured.Add(new DegradedAccuracy(condition.Name,
                ClipAccuracy.Measure(model, degrader.Apply(condition), [], null, cancellationToken)));
            progress.Report(measured.Count - 1, conditions.Count);
        }
        return new DegradedReport(seed, [.. kitchen.Select(file => Path.GetFileName(file))], measured);
    }

    public void Write(CliContext context, ModelManifest manifest)
    {
        var table = new ResultTable("condition", ">clips", ">accuracy", "95 % interval", "worst word", ">recall")
            .Title($"{manifest.Name} {manifest.Version}");
        foreach (var condition in measured)
        {
            (var lower, var upper) = condition.Interval;
            table.Row(condition.Condition, condition.Matrix.Total, Percent(condition.Matrix.Accuracy),
                $"{Percent(lower)} .. {Percent(upper)}", condition.Worst.Label, Percent(condition.Worst.Recall));
        }
        table.WriteTo(context.Tables());
        if (kitchen.Count > 0)
            context.Out.WriteLine($"{Degradation.Kitchen}: {string.Join(", ", kitchen)}");
    }

    public object Json(ModelManifest manifest) => new
    {
        manifest.Name,
        manifest.Version,
        Seed = seed,
        Kitchen = kitchen,
        // A list keeps the names of conditions as they are.
        Conditions = measured.Select(condition => new
        {
            condition.Condition,
            condition.Matrix.Accuracy,
            condition.Matrix.Right,
            condition.Matrix.Total,
            Interval95 = (double[])[condition.Interval.Lower, condition.Interval.Upper],
            WorstWord = condition.Worst.Label,
            WorstRecall = condition.Worst.Recall,
        }),
    };

    private static string Percent(double share) => share.ToString("0.0%", CultureInfo.InvariantCulture);
}
