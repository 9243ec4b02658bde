using Grpc.Core;
using Kws.Cli.CommandLine;
using Kws.Cli.Output;
using Kws.Cli.Servers;
using Kws.Training.V1;
using Client = Kws.Training.V1.Training.TrainingClient;

namespace Kws.Cli.Training;

/// <summary>Begins a promotion and shows the replicas as they take the version up, until it is decided.</summary>
/// <param name="context">The process.</param>
/// <param name="server">Where the registry is.</param>
/// <param name="json">One JSON object a change instead of words.</param>
internal sealed class PromotionFollower(CliContext context, ServerEndpoint server, bool json)
{
    private readonly HashSet<string> _told = new(StringComparer.Ordinal);

    /// <returns>0 when the version has the alias, 1 when the promotion failed.</returns>
    public Task<int> FollowAsync(
        Func<Client, CancellationToken, Task<Promotion>> begin, CancellationToken cancellationToken) =>
        ServerSession.UseAsync(server, cancellationToken, async channel =>
        {
            var client = new Client(channel);
            var promotion = await WatchAsync(client, await begin(client, cancellationToken), cancellationToken);
            if (!json)
                TableOf(promotion).WriteTo(context.Tables());
            return promotion.State == PromotionState.Done ? ExitCode.Success : ExitCode.Failure;
        });

    private async Task<Promotion> WatchAsync(Client client, Promotion promotion, CancellationToken cancellationToken)
    {
        try
        {
            using var watch = client.WatchPromotion(
                new WatchPromotionRequest { Id = promotion.Id }, cancellationToken: cancellationToken);
            await foreach (var now in watch.ResponseStream.ReadAllAsync(cancellationToken))
                await TellAsync(promotion = now);
            return promotion;
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            await context.Error.WriteLineAsync(
                $"promotion {promotion.Id} goes on: kws models list shows what becomes the champion");
            throw;
        }
    }

    private async Task TellAsync(Promotion promotion)
    {
        if (json)
        {
            await context.Out.WriteLineAsync(JsonOutput.ToLine(ToDocument(promotion)));
            return;
        }

        foreach (var replica in promotion.Replicas)
        {
            var line = $"{replica.Service} {replica.Instance}: {StandOf(replica)}";
            if (_told.Add(line))
                await context.Error.WriteLineAsync(line);
        }

        if (promotion.State != PromotionState.RollingOut)
            await context.Error.WriteLineAsync(
                $"{promotion.Name} {promotion.Version}: {NameOf(promotion)}{Because(promotion)}");
    }

    private static ResultTable TableOf(Promotion promotion)
    {
        var table = new ResultTable("service", "~instance", "~serves", "~stand")
            .Title($"{promotion.Alias} {promotion.Name} {promotion.Version}: {NameOf(promotion)}");
        foreach (var replica in promotion.Replicas)
            table.Verdict(replica.Active, replica.Service, replica.Instance, replica.Serves, StandOf(replica));
        return table;
    }

    private static object ToDocument(Promotion promotion) => new
    {
        promotion.Id,
        Task = ModelTable.TaskName(promotion.Task),
        promotion.Name,
        promotion.Version,
        promotion.Alias,
        State = NameOf(promotion),
        promotion.Reason,
        promotion.PreviousVersion,
        Replicas = promotion.Replicas.Select(replica =>
            new { replica.Service, replica.Instance, replica.Serves, replica.Active, replica.Reason }),
        StartedAt = promotion.StartedAt?.ToDateTimeOffset(),
        DecidedAt = promotion.DecidedAt?.ToDateTimeOffset(),
    };

    private static string NameOf(Promotion promotion) => promotion.State switch
    {
        PromotionState.RollingOut => "rolling out",
        PromotionState.Done => "done",
        PromotionState.Failed => "failed",
        _ => "unknown",
    };

    private static string Because(Promotion promotion) => promotion.Reason.Length > 0 ? $", {promotion.Reason}" : "";

    private static string StandOf(ReplicaActivation replica) => replica.Active ? "serves it"
        : replica.Reason.Length > 0 ? replica.Reason
        : "not yet";
}
