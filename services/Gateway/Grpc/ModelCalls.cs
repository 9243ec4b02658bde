using System.Security.Claims;
using Kws.Gateway.Http.Models;
using Kws.Gateway.Identity.Auditing;
using Kws.Training.V1;

namespace Kws.Gateway.Grpc;

/// <summary>Asks the registry of models, for a caller. Everything throws <see cref="global::Grpc.Core.RpcException"/>
/// as the proto says.</summary>
internal sealed class ModelCalls(
    Training.V1.Training.TrainingClient training, CallerHeaders headers, IAuditLog audit)
{
    /// <param name="task">Empty: all.</param>
    /// <param name="name">Empty: all.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<ModelAnswer>> ListAsync(
        string task, string name, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var answer = await training.ListModelsAsync(
            new ListModelsRequest { Task = TaskNames.ReadOptional("task", task), Name = name },
            headers.Of(caller), cancellationToken: cancellationToken);
        return [.. answer.Models.Select(Read)];
    }

    public async Task<ModelAnswer> GetAsync(
        string task, string name, string version, ClaimsPrincipal caller, CancellationToken cancellationToken) =>
        Read(await training.GetModelAsync(
            new GetModelRequest { Task = TaskNames.Read("task", task), Name = name, Version = version },
            headers.Of(caller), cancellationToken: cancellationToken));

    /// <param name="task">Of both.</param>
    /// <param name="from">NAME/VERSION.</param>
    /// <param name="to">NAME/VERSION.</param>
    /// <param name="caller">For whom.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<IReadOnlyList<DifferenceAnswer>> DiffAsync(
        string task, string from, string to, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var answer = await training.DiffModelsAsync(
            new DiffModelsRequest { Task = TaskNames.Read("task", task), From = from, To = to },
            headers.Of(caller), cancellationToken: cancellationToken);
        return
        [
            .. answer.Differences.Select(found => new DifferenceAnswer(found.Field, found.From, found.To)),
        ];
    }

    public async Task<PromotionAnswer> PromoteAsync(
        PromotionRequest request, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var promote = new PromoteModelRequest
        {
            Task = TaskNames.Read("task", request.Task),
            Name = request.Name,
            Version = request.Version,
            Alias = request.Alias,
        };
        return Read(await audit.DoAsync(caller, AuditAction.Promoted,
            $"{request.Task} {request.Name} {request.Version} {request.Alias}".TrimEnd(), () =>
                training.PromoteModelAsync(promote, headers.Of(caller), cancellationToken: cancellationToken)
                    .ResponseAsync));
    }

    public async Task<PromotionAnswer> RollBackAsync(
        string task, ClaimsPrincipal caller, CancellationToken cancellationToken)
    {
        var rollBack = new RollBackModelRequest { Task = TaskNames.Read("task", task) };
        return Read(await audit.DoAsync(caller, AuditAction.RolledBack, task, () =>
            training.RollBackModelAsync(rollBack, headers.Of(caller), cancellationToken: cancellationToken)
                .ResponseAsync));
    }

    /// <summary>How a promotion goes, until it is decided.</summary>
    public async IAsyncEnumerable<PromotionAnswer> WatchAsync(
        string id, ClaimsPrincipal caller,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var call = training.WatchPromotion(
            new WatchPromotionRequest { Id = id }, headers.Of(caller), cancellationToken: cancellationToken);
        while (await call.ResponseStream.MoveNext(cancellationToken))
            yield return Read(call.ResponseStream.Current);
    }

    private static ModelAnswer Read(Model model) => new(
        TaskNames.Of(model.Task), model.Name, model.Version, TaskNames.Of(model.State), [.. model.Aliases],
        model.Recipe, model.DataSet, model.DataSetVersion, model.JobId, model.Bytes, model.CreatedBy,
        TaskNames.Time(model.CreatedAt),
        [.. model.Metrics.Select(metric => new MetricAnswer(metric.Name, metric.Value, metric.Data))],
        [.. model.Gates.Select(gate => new GateAnswer(gate.Gate, gate.Passed, gate.Value, gate.Limit))],
        model.ManifestSha256, model.Manifest, [.. model.Answers.Select(Read)]);

    private static AnswerTableAnswer Read(AnswerTable answers) => new(
        answers.Model, answers.Data, [.. answers.Labels],
        [.. answers.Counts.Chunk(Math.Max(1, answers.Labels.Count))]);

    private static PromotionAnswer Read(Promotion promotion) => new(
        promotion.Id, TaskNames.Of(promotion.Task), promotion.Name, promotion.Version, promotion.Alias,
        TaskNames.Of(promotion.State), promotion.Reason,
        [
            .. promotion.Replicas.Select(replica => new ReplicaAnswer(
                replica.Service, replica.Instance, replica.Active, replica.Serves, replica.Reason)),
        ],
        promotion.PreviousVersion, TaskNames.Time(promotion.StartedAt), TaskNames.Time(promotion.DecidedAt));
}
