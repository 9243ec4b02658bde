using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Keeps one replica's process running: starts it in its turn, again when it fails, and ends it.</summary>
internal sealed class ProcessInstance(
    IResource resource, int index, string id, StatePublisher state, ProcessServices services) : IResourceInstance
{
    private const int LastLinesShown = 5;

    private readonly Lock _lock = new();
    private readonly ConsoleLog _console = services.Logs.LogOf(id);
    private CancellationTokenSource? _stop;
    private Task _supervising = Task.CompletedTask;

    public string Id { get; } = id;

    public IResource Resource { get; } = resource;

    public void Start()
    {
        lock (_lock)
        {
            if (!_supervising.IsCompleted)
                return;
            _stop?.Dispose();
            _stop = new CancellationTokenSource();
            CancellationToken token = _stop.Token;
            _supervising = Task.Run(() => SuperviseAsync(token), CancellationToken.None);
        }
    }

    public async Task StopAsync()
    {
        Task supervising;
        lock (_lock)
        {
            supervising = _supervising;
            if (!supervising.IsCompleted)
                _stop!.Cancel();
        }

        await supervising.ConfigureAwait(false);
    }

    private async Task SuperviseAsync(CancellationToken stop)
    {
        var backoff = new Backoff();
        try
        {
            while (true)
            {
                (int exitCode, TimeSpan ran) = await RunAsync(stop).ConfigureAwait(false);
                if (exitCode == 0 && !IsServer)
                {
                    state.PublishEnd(KnownResourceStates.Finished, exitCode);
                    return;
                }

                TimeSpan pause = backoff.After(ran);
                state.PublishEnd(KnownResourceStates.RuntimeUnhealthy, exitCode, $"ended with exit code {exitCode}; starts again in {pause.TotalSeconds} s");
                OrchestrationLog.Restarting(services.Logger, Id, exitCode, pause, LastLines());
                await Task.Delay(pause, services.Time, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            state.PublishEnd(KnownResourceStates.Exited, exitCode: null);
        }
        catch (Exception e)
        {
            // Whatever a callback or the system threw: the resource cannot start, and says why.
            _console.Add(e.Message, isError: true);
            OrchestrationLog.FailedToStart(services.Logger, Id, e.Message);
            state.PublishEnd(KnownResourceStates.FailedToStart, exitCode: null, e.Message);
        }
    }

    // Something that others connect to has no reason to end, whatever exit code it gives.
    private bool IsServer => Resource.Annotations.OfType<EndpointAnnotation>().Any();

    private async Task<(int ExitCode, TimeSpan Ran)> RunAsync(CancellationToken stop)
    {
        if (Dependencies.Of(Resource).Any())
            state.PublishWait();
        await services.Dependencies.WaitAsync(Resource, stop).ConfigureAwait(false);
        state.Publish(KnownResourceStates.Starting);
        LaunchSpec spec = await services.Planner.PlanAsync(Resource, index, Id, _console, stop).ConfigureAwait(false);
        long started = services.Time.GetTimestamp();
        using ChildProcess child = ChildProcess.Start(spec, Id, services.Lifeline, _console);
        state.PublishStart(spec, child.ProcessId);
        try
        {
            int exitCode = await child.WaitForExitAsync(stop).ConfigureAwait(false);
            return (exitCode, services.Time.GetElapsedTime(started));
        }
        catch (OperationCanceledException)
        {
            state.Publish(KnownResourceStates.Stopping);
            if (!await child.StopAsync().ConfigureAwait(false))
                OrchestrationLog.Killed(services.Logger, Id, spec.Grace);
            throw;
        }
    }

    private string LastLines() => string.Join('\n', _console.Lines().TakeLast(LastLinesShown).Select(line => "  " + line.Content));
}

/// <summary>What every process instance uses.</summary>
internal sealed record ProcessServices(
    LaunchPlanner Planner, Dependencies Dependencies, Lifeline Lifeline, ResourceLoggerService Logs, TimeProvider Time, ILogger<ProcessInstance> Logger);
