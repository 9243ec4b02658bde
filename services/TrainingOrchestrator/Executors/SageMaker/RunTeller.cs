using System.Globalization;
using Amazon.SageMaker.Model;

namespace Kws.TrainingOrchestrator.Executors.SageMaker;

/// <summary>Tells what a training job does: its steps and figures in the job's log, epochs as progress.</summary>
internal sealed class RunTeller(JobLog log, ITrainingListener told) : ITrainingListener
{
    // SageMaker keeps figures as single-precision numbers.
    private const double Tolerance = 1e-4;

    private readonly HashSet<(string? Status, DateTime? Start, string? Message)> _steps = [];
    private readonly Dictionary<int, TrainedEpoch> _epochs = [];
    private string _figures = "";

    /// <summary>Tells what is new.</summary>
    /// <returns>Whether something is.</returns>
    public async Task<bool> TellAsync(DescribeTrainingJobResponse seen, CancellationToken cancellationToken)
    {
        var changed = false;
        foreach (var step in seen.SecondaryStatusTransitions ?? [])
        {
            if (!_steps.Add((step.Status?.Value, step.StartTime, step.StatusMessage)))
                continue;
            changed = true;
            await log.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"SageMaker: {step.StartTime:yyyy-MM-ddTHH:mm:ssZ} {step.Status?.Value}: {step.StatusMessage}"))
                .ConfigureAwait(false);
        }

        return await TellFiguresAsync(seen, cancellationToken).ConfigureAwait(false) || changed;
    }

    public Task BeginsAsync(string externalId, CancellationToken cancellationToken) =>
        told.BeginsAsync(externalId, cancellationToken);

    /// <summary>Each epoch once, and again where its figures were told before all of them were there.</summary>
    public Task EpochAsync(TrainedEpoch epoch, CancellationToken cancellationToken)
    {
        if (_epochs.TryGetValue(epoch.Epoch, out var known) && IsNear(known.Loss, epoch.Loss)
            && IsNear(known.Accuracy, epoch.Accuracy))
            return Task.CompletedTask;
        _epochs[epoch.Epoch] = epoch;
        return told.EpochAsync(epoch, cancellationToken);
    }

    private static bool IsNear(double one, double other) =>
        Math.Abs(one - other) <= Tolerance * Math.Max(1, Math.Abs(one));

    private async Task<bool> TellFiguresAsync(DescribeTrainingJobResponse seen, CancellationToken cancellationToken)
    {
        var known = (seen.FinalMetricDataList ?? [])
            .Where(figure => figure is { MetricName: not null, Value: not null })
            .GroupBy(figure => figure.MetricName!)
            .ToDictionary(figure => figure.Key, figure => (double)figure.Last().Value!.Value);
        var figures = string.Join(' ', known.OrderBy(figure => figure.Key, StringComparer.Ordinal)
            .Select(figure => string.Create(CultureInfo.InvariantCulture, $"{figure.Key}={figure.Value:G6}")));
        if (figures == _figures)
            return false;
        _figures = figures;
        await log.WriteLineAsync($"SageMaker: {figures}").ConfigureAwait(false);
        if (TrainerFigures.EpochOf(known) is { } epoch)
            await EpochAsync(epoch, cancellationToken).ConfigureAwait(false);
        return true;
    }
}
