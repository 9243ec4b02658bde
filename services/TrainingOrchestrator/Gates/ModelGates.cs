using Kws.Evaluation;
using Kws.Models;
using Microsoft.Extensions.Options;

namespace Kws.TrainingOrchestrator.Gates;

/// <summary>Weighs a finished package: by what is measured here where that can be done, by what its manifest says
/// where it cannot.</summary>
internal sealed class ModelGates(IOptions<GateOptions> options, TimeProvider timeProvider)
{
    private const int SilenceSeed = 20_240;
    private const int WarmUps = 5;
    private const int Runs = 30;

    private GateOptions Limits => options.Value;

    /// <summary>Of a package on this machine.</summary>
    /// <param name="candidate">The package, and what it is compared with.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="InvalidModelPackageException">It is no package that can be loaded.</exception>
    public Task<GateReport> WeighAsync(Candidate candidate, CancellationToken cancellationToken) =>
        ModelPackage.Load(candidate.Package).Manifest.Task == ModelTask.KeywordSpotting
            ? WeighKeywordsAsync(candidate, cancellationToken)
            : Task.FromResult(WeighSigns(candidate.Package, candidate.Champion));

    /// <summary>Of a package without a data set: its size and its latency.</summary>
    /// <exception cref="InvalidModelPackageException">It is no package that can be loaded.</exception>
    public GateReport WeighAlone(string package)
    {
        if (ModelPackage.Load(package).Manifest.Task == ModelTask.KeywordSpotting)
        {
            using var keywords = KeywordModel.Load(package, OneThread);
            return new GateReport([Size(keywords.Manifest), Latency(keywords)]);
        }

        using var signs = SignModel.Load(package, OneThread);
        return new GateReport([Size(signs.Manifest), Latency(signs)]);
    }

    private async Task<GateReport> WeighKeywordsAsync(Candidate candidate, CancellationToken cancellationToken)
    {
        using var model = KeywordModel.Load(candidate.Package, OneThread);
        var measured = await MeasureAsync(model, candidate.Data, cancellationToken).ConfigureAwait(false);
        var results = new List<GateResult>
        {
            GateResult.AtLeast("accuracy", measured.Accuracy, Limits.MinAccuracy),
            Size(model.Manifest),
            Latency(model),
        };
        var answers = Table(model.Manifest, measured);
        if ((candidate.Champion ?? candidate.Base) is not { } other)
            return new GateReport(results, [answers]);
        using var serving = KeywordModel.Load(other, OneThread);
        var before = await MeasureAsync(serving, candidate.Data, cancellationToken).ConfigureAwait(false);
        if (candidate.Champion is null)
            return new GateReport(results, [answers, Table(serving.Manifest, before)]);
        results.Add(new GateResult("feature-spec", model.FeaturesSha256 == serving.FeaturesSha256,
            model.FeaturesSha256, $"{serving.FeaturesSha256}, the serving model's"));
        results.AddRange(Labels(RecallsOf(measured), RecallsOf(before)));
        return new GateReport(results, [answers, Table(serving.Manifest, before)]);

        AnswerTable Table(ModelManifest manifest, ConfusionMatrix matrix) =>
            AnswerTable.Of($"{manifest.Name}/{manifest.Version}", candidate.DataName, matrix);
    }

    private GateReport WeighSigns(string package, string? champion)
    {
        using var model = SignModel.Load(package, OneThread);
        var results = new List<GateResult>
        {
            GateResult.AtLeast("accuracy", MetricOf(model.Manifest, "accuracy"), Limits.MinAccuracy),
            Size(model.Manifest),
            Latency(model),
        };
        if (champion is not null)
            results.AddRange(Labels(
                RecallsOf(model.Manifest), RecallsOf(ModelPackage.Load(champion).Manifest)));
        return new GateReport(results);
    }

    private GateResult Size(ModelManifest manifest) => GateResult.AtMost(
        "size", manifest.Files.Sum(file => file.Bytes), Limits.MaxBytes, "bytes");

    private GateResult Latency(KeywordModel model) =>
        GateResult.AtMost("latency", Milliseconds(model), Limits.MaxKeywordMilliseconds, "ms");

    private GateResult Latency(SignModel model) =>
        GateResult.AtMost("latency", Milliseconds(model), Limits.MaxSignMilliseconds, "ms");

    private IEnumerable<GateResult> Labels(
        IReadOnlyDictionary<string, double> now, IReadOnlyDictionary<string, double> before) =>
        before.Where(label => now.ContainsKey(label.Key)).Select(label => GateResult.AtLeast(
            $"label.{label.Key}", now[label.Key], Math.Max(0, label.Value - Limits.MaxLabelLoss)));

    private static async Task<ConfusionMatrix> MeasureAsync(
        KeywordModel model, string data, CancellationToken cancellationToken)
    {
        var rate = model.FeatureSpec.SampleRateHz;
        var clips = await ClipFolder
            .ReadAsync(Path.Combine(data, "validation"), rate, cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        var noise = Path.Combine(data, "background_noise");
        var noises = await NoiseBank.ReadAsync(Directory.Exists(noise) ? noise : null, rate, cancellationToken)
            .ConfigureAwait(false);
        var silences = Silences.Draw(noises, Math.Max(10, clips.Count / 11), rate, SilenceSeed);
        return ClipAccuracy.Measure(model, clips, silences, null, cancellationToken);
    }

    private static Dictionary<string, double> RecallsOf(ConfusionMatrix matrix) =>
        Enumerable.Range(0, matrix.Labels.Count).Where(label => matrix.Count(label) > 0)
            .ToDictionary(label => matrix.Labels[label], matrix.Recall);

    private static Dictionary<string, double> RecallsOf(ModelManifest manifest) => manifest.Metrics
        .Where(metric => metric.Name.StartsWith("recall.", StringComparison.Ordinal))
        .GroupBy(metric => metric.Name["recall.".Length..])
        .ToDictionary(label => label.Key, label => label.First().Value);

    private static double MetricOf(ModelManifest manifest, string name) =>
        manifest.Metrics.FirstOrDefault(metric => metric.Name == name)?.Value ?? 0;

    private static ModelSessionOptions OneThread => new() { IntraOpThreads = 1 };

    private double Milliseconds(KeywordModel model)
    {
        float[] window = new float[model.ValuesPerWindow], posteriors = new float[model.LabelCount];
        return Median(() => model.Run(window, 1, posteriors));
    }

    private double Milliseconds(SignModel model)
    {
        float[] image = new float[model.ValuesPerImage], posteriors = new float[model.LabelCount];
        return Median(() => model.Run(image, 1, posteriors));
    }

    private double Median(Action inference)
    {
        for (var i = 0; i < WarmUps; i++)
            inference();
        var times = new double[Runs];
        for (var i = 0; i < Runs; i++)
        {
            var began = timeProvider.GetTimestamp();
            inference();
            times[i] = timeProvider.GetElapsedTime(began).TotalMilliseconds;
        }

        Array.Sort(times);
        return times[Runs / 2];
    }
}
