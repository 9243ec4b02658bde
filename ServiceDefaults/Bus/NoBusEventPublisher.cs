using Kws.Contracts.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Bus;

/// <summary>For a service that runs alone: nobody listens.</summary>
internal sealed class NoBusEventPublisher : IEventPublisher
{
    public void Publish<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent
    {
    }
}

/// <summary>Says once, at the start, that there is no bus.</summary>
internal sealed class NoBusNotice(ILogger<NoBusNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        BusLog.NoBus(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
