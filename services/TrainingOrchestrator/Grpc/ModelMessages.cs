using System.Text.Json;
using Google.Protobuf.WellKnownTypes;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Database;
using Kws.TrainingOrchestrator.Gates;
using Kws.TrainingOrchestrator.Registry;
using AnswerTableMessage = Kws.Training.V1.AnswerTable;
using GateMessage = Kws.Training.V1.GateResult;
using PromotionStateMessage = Kws.Training.V1.PromotionState;
using StateMessage = Kws.Training.V1.ModelState;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Models and promotions as messages.</summary>
internal static class ModelMessages
{
    /// <param name="model">The registry's row.</param>
    /// <param name="aliases">That stand for it.</param>
    /// <param name="withDetails">Whether its manifest and its answers go along.</param>
    public static Model Of(ModelRow model, IEnumerable<string> aliases, bool withDetails = false)
    {
        var message = new Model
        {
            Task = model.Task.ToMessage(),
            Name = model.Name,
            Version = model.Version,
            State = model.State == Registry.ModelState.Published ? StateMessage.Published : StateMessage.Rejected,
            PackageKey = model.PackageKey,
            ManifestSha256 = model.ManifestSha256,
            JobId = model.JobId ?? "",
            DataSet = model.DataSet ?? "",
            DataSetVersion = model.DataSetVersion,
            Recipe = model.Recipe ?? "",
            CreatedBy = model.CreatedBy,
            CreatedAt = Timestamp.FromDateTimeOffset(model.CreatedAt),
            Bytes = model.Bytes,
            Manifest = withDetails ? model.Manifest : "",
        };
        message.Aliases.Add(aliases);
        message.Metrics.Add(MetricsOf(model.Manifest));
        var report = GateReport.OfJson(model.Gates);
        if (withDetails)
            message.Answers.Add(report.Answers.Select(Of));
        message.Gates.Add(report.Results.Select(gate => new GateMessage
        {
            Gate = gate.Gate,
            Passed = gate.Passed,
            Value = gate.Value,
            Limit = gate.Limit,
        }));
        return message;
    }

    public static Promotion Of(PromotionRow promotion, IReadOnlyList<ReplicaStand> replicas)
    {
        var message = new Promotion
        {
            Id = promotion.Id,
            Task = promotion.Task.ToMessage(),
            Name = promotion.Name,
            Version = promotion.Version,
            Alias = promotion.Alias,
            State = (PromotionStateMessage)((int)promotion.State + 1),
            Reason = promotion.Reason,
            StartedAt = Timestamp.FromDateTimeOffset(promotion.StartedAt),
            DecidedAt = promotion.DecidedAt is { } at ? Timestamp.FromDateTimeOffset(at) : null,
            PreviousVersion = promotion.PreviousName is null
                ? ""
                : $"{promotion.PreviousName}/{promotion.PreviousVersion}",
        };
        message.Replicas.Add(replicas.Select(Of));
        return message;
    }

    private static AnswerTableMessage Of(Gates.AnswerTable answers)
    {
        var message = new AnswerTableMessage { Model = answers.Model, Data = answers.Data };
        message.Labels.Add(answers.Labels);
        message.Counts.Add(answers.Counts);
        return message;
    }

    private static ReplicaActivation Of(ReplicaStand replica) => new()
    {
        Service = replica.Service,
        Instance = replica.Instance,
        Active = replica.IsActive,
        Reason = replica.Refusal.Length > 0 ? replica.Refusal : replica.IsActive ? "" : replica.Hindrance,
        Serves = replica.Serves,
        At = Timestamp.FromDateTimeOffset(replica.At),
    };

    // Only packages whose manifest follows the rules come into the registry.
    private static IEnumerable<Metric> MetricsOf(string manifest)
    {
        using var document = JsonDocument.Parse(manifest.TrimStart('\uFEFF'));
        return !document.RootElement.TryGetProperty("metrics", out var metrics)
            || metrics.ValueKind != JsonValueKind.Array
            ? []
            : [.. metrics.EnumerateArray().Select(metric => new Metric
            {
                Name = TextOf(metric, "name"),
                Value = metric.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number
                    ? value.GetDouble()
                    : double.NaN,
                Data = TextOf(metric, "data"),
            })];
    }

    private static string TextOf(JsonElement metric, string property) =>
        metric.TryGetProperty(property, out var text) && text.ValueKind == JsonValueKind.String
            ? text.GetString() ?? ""
            : "";
}
