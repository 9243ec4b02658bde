using Grpc.Core;
using Kws.ServiceDefaults.Access;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.Executors;
using Kws.TrainingOrchestrator.Jobs;
using Kws.TrainingOrchestrator.Registry;
using Microsoft.Extensions.Options;
using PromotionState = Kws.TrainingOrchestrator.Registry.PromotionState;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>Answers the calls about models.</summary>
internal sealed class ModelCalls(
    ModelRegistry registry,
    Promotions promotions,
    PackagePublishing publishing,
    TrialCalls trials,
    JobFolders folders,
    IOptions<PackageOptions> options,
    IDrainSignal drain,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(300);
    private readonly ConcurrencyGate _uploads = new("uploads of packages", options.Value.MaxUploads);

    public async Task<Model> PublishAsync(
        IAsyncStreamReader<PublishModelRequest> requests, ServerCallContext context)
    {
        using var place = _uploads.Enter();
        using var upload = new PackageUpload(folders.OfUpload(), options.Value.MaxBytes);
        var task = await upload.ReadAsync(requests, context.CancellationToken);
        var stored = await publishing.PublishAsync(
            upload.Folder, upload.Paths, task, context.CallerName(), context.CancellationToken);
        var named = await registry.FindAsync(stored.Task, stored.Name, stored.Version, context.CancellationToken);
        return ModelMessages.Of(named.Model, named.Aliases, withDetails: true);
    }

    public async Task<ListModelsResponse> ListAsync(ListModelsRequest request, CancellationToken cancellationToken)
    {
        Kws.Models.ModelTask? task = request.Task == TrainingTask.Unspecified
            ? null
            : request.Task.ToModelTask("task");
        if (request.Name.Length > 0)
            Names.Check("name", request.Name);
        var response = new ListModelsResponse();
        response.Models.Add((await registry.ListAsync(task, request.Name, cancellationToken))
            .Select(named => ModelMessages.Of(named.Model, named.Aliases)));
        return response;
    }

    public async Task<Model> GetAsync(GetModelRequest request, CancellationToken cancellationToken)
    {
        var named = await registry.FindAsync(
            request.Task.ToModelTask("task"), Names.Check("name", request.Name),
            Names.Check("version", request.Version), cancellationToken);
        return ModelMessages.Of(named.Model, named.Aliases, withDetails: true);
    }

    public async Task<DiffModelsResponse> DiffAsync(DiffModelsRequest request, CancellationToken cancellationToken)
    {
        var task = request.Task.ToModelTask("task");
        var (fromName, fromVersion) = Split("from", request.From);
        var (toName, toVersion) = Split("to", request.To);
        var from = await registry.FindAsync(task, fromName, fromVersion, cancellationToken);
        var to = await registry.FindAsync(task, toName, toVersion, cancellationToken);
        var response = new DiffModelsResponse();
        response.Differences.Add(ManifestDifferences.Between(from.Model.Manifest, to.Model.Manifest)
            .Select(difference => new Difference
            {
                Field = difference.Field,
                From = difference.From,
                To = difference.To,
            }));
        return response;
    }

    public async Task<Promotion> PromoteAsync(PromoteModelRequest request, ServerCallContext context)
    {
        var (task, alias) = (request.Task.ToModelTask("task"), Alias(request.Alias));
        var promotion = await promotions.StartAsync(
            task, Names.Check("name", request.Name), Names.Check("version", request.Version), alias,
            trials.PolicyOf(request.Policy, task, alias), context.CallerName(), context.CancellationToken);
        return await FindAsync(promotion.Id, context.CancellationToken);
    }

    public async Task<Promotion> RollBackAsync(RollBackModelRequest request, ServerCallContext context)
    {
        var promotion = await promotions.RollBackAsync(
            request.Task.ToModelTask("task"), context.CallerName(), context.CancellationToken);
        return await FindAsync(promotion.Id, context.CancellationToken);
    }

    /// <summary>Reads the database again and again: whichever replica decides.</summary>
    public async Task WatchAsync(
        string id, IServerStreamWriter<Promotion> responses, CancellationToken cancellationToken)
    {
        Names.Check("id", id);
        Promotion? told = null;
        while (true)
        {
            var (promotion, replicas) = await promotions.FindAsync(id, cancellationToken);
            var now = ModelMessages.Of(promotion, replicas);
            if (told is null || !WithoutTimes(told).Equals(WithoutTimes(now)))
                await responses.WriteAsync(told = now, cancellationToken);
            if (promotion.State != PromotionState.RollingOut)
                return;
            if (drain.IsDraining)
                throw new NotReadyException("the server drains; ask again, of another or of this one later");
            await Task.Delay(s_poll, timeProvider, cancellationToken);
        }
    }

    public async Task<ResolveModelResponse> ResolveAsync(
        ResolveModelRequest request, CancellationToken cancellationToken)
    {
        var task = request.Task.ToModelTask("task");
        var said = request.Replica is null
            ? null
            : ReplicaReports.Read(request.Replica, task, timeProvider.GetUtcNow());
        var found = await promotions.ResolveAsync(task, Alias(request.Alias), said, cancellationToken);
        return found is { } wanted
            ? new ResolveModelResponse
            {
                Model = ModelMessages.Of(wanted.Model, []),
                PromotionId = wanted.PromotionId,
            }
            : new ResolveModelResponse();
    }

    private async Task<Promotion> FindAsync(string id, CancellationToken cancellationToken)
    {
        var (promotion, replicas) = await promotions.FindAsync(id, cancellationToken);
        return ModelMessages.Of(promotion, replicas);
    }

    // That a replica was heard of again is no news.
    private static Promotion WithoutTimes(Promotion promotion)
    {
        var copy = promotion.Clone();
        foreach (var replica in copy.Replicas)
            replica.At = null;
        return copy;
    }

    private static string Alias(string alias) => alias switch
    {
        "" or Aliases.Champion => Aliases.Champion,
        Aliases.Candidate => Aliases.Candidate,
        _ => throw new InvalidRequestException("alias", alias, "champion or candidate, or none for champion"),
    };

    internal static (string Name, string Version) Split(string field, string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && Names.IsName(text[..slash]) && Names.IsName(text[(slash + 1)..])
            ? (text[..slash], text[(slash + 1)..])
            : throw new InvalidRequestException(field, text, "name/version");
    }
}
