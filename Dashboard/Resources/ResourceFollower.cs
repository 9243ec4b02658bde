using System.Diagnostics;

namespace Kws.Dashboard.Resources;

/// <summary>Keeps the board up to date; connects again when the connection breaks.</summary>
internal sealed class ResourceFollower(IResourceSource source, ResourceBoard board, TimeProvider clock, ILogger<ResourceFollower> logger) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Activity.Current = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await foreach (ResourceChange change in source.WatchAsync(stoppingToken))
                    board.Apply(change);
            }
            catch (Exception exception)
            {
                // A cancelled call is an RpcException, not an OperationCanceledException.
                if (stoppingToken.IsCancellationRequested)
                    return;
                if (board.IsConnected != false)
                    DashboardLog.ResourcesLost(logger, exception.Message);
            }
            board.Disconnected();
            await Task.Delay(Pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
