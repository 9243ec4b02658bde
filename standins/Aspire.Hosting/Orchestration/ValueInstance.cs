using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>A resource without process of its own: a parameter, a connection string, a database, a server elsewhere.</summary>
internal sealed class ValueInstance(IResource resource, string id, StatePublisher state, ProcessServices services) : IResourceInstance
{
    private readonly CancellationTokenSource _stop = new();
    private Task _preparing = Task.CompletedTask;

    public string Id { get; } = id;

    public IResource Resource { get; } = resource;

    public void Start()
    {
        if (_preparing.IsCompleted)
            _preparing = Task.Run(PrepareAsync);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _preparing.ConfigureAwait(false);
        state.PublishEnd(KnownResourceStates.Exited, exitCode: null);
    }

    private async Task<ResourcePropertySnapshot[]> PropertiesAsync() => Resource switch
    {
        ParameterResource parameter =>
            [new("Value", await parameter.GetValueAsync(_stop.Token).ConfigureAwait(false)) { IsSensitive = parameter.Secret }],
        IResourceWithConnectionString connectable =>
            [new("ConnectionString", await connectable.GetConnectionStringAsync(_stop.Token).ConfigureAwait(false)) { IsSensitive = Secrecy.IsSecret(connectable) }],
        _ => [],
    };

    private async Task PrepareAsync()
    {
        try
        {
            if (Dependencies.Of(Resource).Any())
                state.PublishWait();
            await services.Dependencies.WaitAsync(Resource, _stop.Token).ConfigureAwait(false);
            foreach (PreparationAnnotation preparation in Resource.Annotations.OfType<PreparationAnnotation>())
                await preparation.Prepare(_stop.Token).ConfigureAwait(false);
            ResourcePropertySnapshot[] properties = await PropertiesAsync().ConfigureAwait(false);
            state.Publish(KnownResourceStates.Running, snapshot => snapshot with { Properties = [.. properties] });
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Ended before it was ready.
        }
        catch (Exception e)
        {
            services.Logs.LogOf(Id).Add(e.Message, isError: true);
            OrchestrationLog.FailedToStart(services.Logger, Id, e.Message);
            state.PublishEnd(KnownResourceStates.FailedToStart, exitCode: null, e.Message);
        }
    }
}
