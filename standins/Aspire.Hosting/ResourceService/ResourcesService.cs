using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Dashboard.V1;

namespace Aspire.Hosting.ResourceService;

/// <summary>Answers the dashboard.</summary>
internal sealed class ResourcesService(
    ResourceNotificationService notifications, ResourceLoggerService logs, Func<Orchestrator> orchestrator, string applicationName, CancellationToken stop)
    : Resources.ResourcesBase
{
    public override async Task WatchResources(WatchResourcesRequest request, IServerStreamWriter<ResourcesUpdate> responseStream, ServerCallContext context)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stop);
        try
        {
            var snapshot = new Snapshot();
            snapshot.Resources.AddRange(notifications.Current.Where(IsShown).Select(ResourceMapping.Map));
            await responseStream.WriteAsync(new ResourcesUpdate { Snapshot = snapshot, ApplicationName = applicationName }, ended.Token).ConfigureAwait(false);
            await foreach (ResourceEvent change in notifications.WatchAsync(ended.Token).ConfigureAwait(false))
                if (IsShown(change))
                    await responseStream.WriteAsync(new ResourcesUpdate { Changed = ResourceMapping.Map(change) }, ended.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The dashboard or the application went.
        }
    }

    public override async Task WatchConsoleLogs(WatchConsoleLogsRequest request, IServerStreamWriter<ConsoleLines> responseStream, ServerCallContext context)
    {
        Find(request.ResourceName);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stop);
        try
        {
            await foreach (IReadOnlyList<ConsoleEntry> entries in logs.LogOf(request.ResourceName).WatchAsync(ended.Token).ConfigureAwait(false))
            {
                var lines = new ConsoleLines();
                lines.Lines.AddRange(entries.Select(entry => new Kws.Dashboard.V1.ConsoleLine
                {
                    Number = entry.Number,
                    Text = entry.Content,
                    IsError = entry.IsError,
                    Time = Timestamp.FromDateTimeOffset(entry.Time),
                }));
                await responseStream.WriteAsync(lines, ended.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
            // The dashboard or the application went.
        }
    }

    public override async Task<ExecuteCommandResponse> ExecuteCommand(ExecuteCommandRequest request, ServerCallContext context)
    {
        ResourceEvent resource = Find(request.ResourceName);
        ResourceCommandSnapshot command = resource.Snapshot.Commands.FirstOrDefault(known => known.Name == ResourceMapping.FullName(request.CommandName))
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"The resource '{request.ResourceName}' has no command '{request.CommandName}'."));
        if (command.State != ResourceCommandState.Enabled)
            throw new RpcException(new Status(
                StatusCode.FailedPrecondition, $"'{request.CommandName}' cannot be given to '{request.ResourceName}' while it is {resource.Snapshot.State?.Text}."));
        ExecuteCommandResult result = await orchestrator().ExecuteCommandAsync(request.ResourceName, command.Name, context.CancellationToken).ConfigureAwait(false);
        return new ExecuteCommandResponse { Succeeded = result.Success, Message = result.ErrorMessage ?? "" };
    }

    private ResourceEvent Find(string name) => notifications.Current.FirstOrDefault(known => known.ResourceId == name && IsShown(known))
        ?? throw new RpcException(new Status(StatusCode.NotFound, $"There is no resource '{name}'."));

    private static bool IsShown(ResourceEvent resource) => resource.Resource.Name != DashboardLauncher.ResourceName;
}
