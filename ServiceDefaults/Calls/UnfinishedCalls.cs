using System.Runtime.CompilerServices;
using Kws.ServiceDefaults.Endpoints;
using Kws.ServiceDefaults.Settings;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Calls;

/// <summary>How fast the calls of a connection end whose client has not ended its requests, as those that are
/// refused.</summary>
/// <remarks>
/// Kestrel keeps such a call in mind for five seconds, unless its client ends it too, which one that has its status
/// has no reason to do. Of a connection with twice <c>Grpc:MaxStreamsPerConnection</c> calls in mind it resets the next
/// ones (ENHANCE_YOUR_CALM), and then breaks off the connection with all that run on it: also of a client that makes
/// one call after another. So no more end than there is room for beside those that run; the others wait, no longer
/// than <see cref="Window"/>.
/// </remarks>
internal sealed class UnfinishedCalls(IOptions<GrpcLimitsOptions> limits, TimeProvider timeProvider)
{
    /// <summary>Kestrel's five seconds, which begin and end when it next looks, once a second.</summary>
    internal static readonly TimeSpan Window = TimeSpan.FromSeconds(7);

    // However few it may run, Kestrel keeps in mind as many.
    private const int LeastTracked = 100;

    private readonly ConditionalWeakTable<object, SemaphoreSlim> _connections = [];

    /// <summary>Calls of one connection that may end so within <see cref="Window"/>.</summary>
    internal int Most { get; } = MostOf(limits.ValidOrDefault().MaxStreamsPerConnection);

    /// <summary>Ends when the call may.</summary>
    public Task AwaitTurnAsync(HttpContext call, CancellationToken cancellationToken) =>
        call.Features.Get<IConnectionItemsFeature>()?.Items is { } connection
            ? AwaitTurnAsync(connection, cancellationToken)
            : Task.CompletedTask;

    /// <param name="connection">Of the call; the same object for all calls of a connection.</param>
    /// <param name="cancellationToken">The call is over, or need not wait.</param>
    internal async Task AwaitTurnAsync(object connection, CancellationToken cancellationToken)
    {
        var places = _connections.GetValue(connection, _ => new SemaphoreSlim(Most));
        try
        {
            await places.WaitAsync(cancellationToken);
            _ = LeaveAsync(places);
        }
        catch (OperationCanceledException)
        {
            // It ends now, whatever comes of it.
        }
    }

    private async Task LeaveAsync(SemaphoreSlim places)
    {
        await Task.Delay(Window, timeProvider);
        places.Release();
    }

    private static int MostOf(int running) => Math.Max(2 * running, LeastTracked) - running;
}
