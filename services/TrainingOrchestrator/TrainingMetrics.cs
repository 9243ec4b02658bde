using System.Diagnostics.Metrics;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;

namespace Kws.TrainingOrchestrator;

/// <summary>Instruments of the meter <c>Kws.TrainingOrchestrator</c>.</summary>
internal sealed class TrainingMetrics
{
    public const string MeterName = "Kws.TrainingOrchestrator";

    private readonly Counter<long> _jobsEnded;
    private readonly Counter<long> _epochs;
    private readonly Counter<long> _imports;
    private readonly Counter<long> _promotions;
    private readonly Counter<long> _corrections;
    private readonly Counter<long> _requests;
    private volatile TrainingStand _stand = TrainingStand.None;

    public TrainingMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _jobsEnded = meter.CreateCounter<long>("kws.training.jobs.ended", "{job}", "Jobs that ended, by state");
        _epochs = meter.CreateCounter<long>("kws.training.epochs", "{epoch}", "Epochs that were trained");
        _imports = meter.CreateCounter<long>("kws.training.imports", "{import}", "Imports, by outcome");
        _promotions = meter.CreateCounter<long>("kws.training.promotions", "{promotion}", "Decided, by outcome");
        _corrections = meter.CreateCounter<long>("kws.training.corrections", "{mark}", "Marks, by outcome");
        _requests = meter.CreateCounter<long>("kws.training.requests", "{request}", "Jobs asked for over the bus");
        meter.CreateObservableGauge("kws.training.jobs", Jobs, "{job}", "Jobs that have not ended, by state");
        meter.CreateObservableGauge(
            "kws.training.queue.age", () => _stand.QueueAge.TotalSeconds, "s", "How long the oldest queued job waits");
        meter.CreateObservableGauge(
            "kws.training.outbox.waiting", () => _stand.Outbox, "{event}", "Stored events that wait for the bus");
    }

    /// <summary>What the gauges tell from now on.</summary>
    public void Stand(TrainingStand stand) => _stand = stand;

    public void JobEnded(JobState state) => _jobsEnded.Add(1, Tag("state", state.ToName()));

    public void Epoch() => _epochs.Add(1);

    /// <param name="outcome">"new", "existed" or "refused".</param>
    public void Imported(string outcome) => _imports.Add(1, Tag("outcome", outcome));

    public void Promoted(PromotionState outcome) =>
        _promotions.Add(1, Tag("outcome", outcome.ToString().ToLowerInvariant()));

    /// <param name="outcome">"marked", "refused", "taken", "superseded", "missing" or "unusable".</param>
    /// <param name="count">Marks.</param>
    public void Corrected(string outcome, int count) => _corrections.Add(count, Tag("outcome", outcome));

    /// <param name="outcome">"submitted" or "refused".</param>
    public void Requested(string outcome) => _requests.Add(1, Tag("outcome", outcome));

    private IEnumerable<Measurement<long>> Jobs() => JobStates.Open.Select(state =>
        new Measurement<long>(_stand.Jobs.GetValueOrDefault(state), Tag("state", state.ToName())));

    private static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);
}

/// <summary>What the database holds at a time.</summary>
/// <param name="Jobs">That have not ended.</param>
/// <param name="QueueAge">Of the oldest queued job; zero: none waits.</param>
/// <param name="Outbox">Events that wait.</param>
internal sealed record TrainingStand(IReadOnlyDictionary<JobState, long> Jobs, TimeSpan QueueAge, long Outbox)
{
    public static TrainingStand None { get; } = new(new Dictionary<JobState, long>(), TimeSpan.Zero, 0);
}
