using System.Threading.Channels;
using Kws.Contracts.Registry;
using Kws.Training.V1;

namespace Kws.ServiceDefaults.Registry;

/// <summary>The training orchestrator as the registry, asked over gRPC.</summary>
internal sealed class MeshModelRegistry(Kws.Training.V1.Training.TrainingClient client)
    : IModelRegistry, ITrialRegistry
{
    private readonly Channel<bool> _orders = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public async Task<WantedModel?> AskAsync(ModelReport report, CancellationToken cancellationToken)
    {
        var answer = await client.ResolveModelAsync(RequestOf(report), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return answer.Model is { } model
            ? new WantedModel(
                model.Name, model.Version, model.PackageKey, model.ManifestSha256, answer.PromotionId)
            : null;
    }

    public async Task OrderedAsync(CancellationToken cancellationToken) =>
        await _orders.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    public async Task<TrialOrder?> FollowAsync(TrialReport report, CancellationToken cancellationToken)
    {
        var answer = await client.FollowTrialAsync(TrialMessages.Of(report), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        return TrialMessages.OrderOf(answer);
    }

    /// <summary>The bus told that the answer may be another.</summary>
    public void Ring() => _orders.Writer.TryWrite(true);

    private static ResolveModelRequest RequestOf(ModelReport report) => new()
    {
        Task = TrialMessages.TaskOf(report.Task),
        Replica = new ReplicaReport
        {
            Service = report.Service,
            Instance = report.Instance,
            Name = report.Name,
            Version = report.Version,
            ManifestSha256 = report.ManifestSha256,
            PromotionId = report.PromotionId,
            Refusal = report.Refusal,
            Hindrance = report.Hindrance,
        },
    };
}
