using Kws.Contracts.Events;

namespace Kws.ServiceDefaults.Bus;

/// <summary>For a service that runs alone: nobody listens.</summary>
internal sealed class NoBusEventPublisher : IEventPublisher
{
    public void Publish<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent
    {
    }
}
