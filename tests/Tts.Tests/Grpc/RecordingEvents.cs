using System.Collections.Concurrent;
using Kws.Contracts.Events;

namespace Kws.Tts.Tests.Grpc;

/// <summary>Keeps the events that a service under test publishes.</summary>
internal sealed class RecordingEvents : IEventPublisher
{
    public ConcurrentQueue<IMeshEvent> All { get; } = [];

    public void Publish<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent => All.Enqueue(meshEvent);
}
