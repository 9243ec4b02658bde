using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Kws.Contracts.Events;
using MassTransit;

namespace Kws.ServiceDefaults.Bus;

/// <summary>A buffered event of some type, and the span that told it.</summary>
internal abstract class PendingEvent(ActivityContext origin)
{
    private static readonly ActivitySource Source = new("Kws.Bus");

    public abstract string Name { get; }

    /// <summary>Sends it; ends when the broker has confirmed it.</summary>
    public async Task PublishAsync(IPublishEndpoint bus, CancellationToken cancellation)
    {
        using var span = Source.StartActivity($"publish {Name}", ActivityKind.Internal, origin);
        await SendAsync(bus, cancellation).ConfigureAwait(false);
    }

    public static PendingEvent Of<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent =>
        new Typed<TEvent>(meshEvent, Activity.Current?.Context ?? default);

    private protected abstract Task SendAsync(IPublishEndpoint bus, CancellationToken cancellation);

    private sealed class Typed<TEvent>(TEvent meshEvent, ActivityContext origin) : PendingEvent(origin)
        where TEvent : class, IMeshEvent
    {
        // Attempts that the broker took without our seeing its confirmation are the same message.
        private readonly Guid _messageId = new(SHA256.HashData(Encoding.UTF8.GetBytes($"{typeof(TEvent).Name}:{meshEvent.EventId}")).AsSpan(0, 16));

        public override string Name => typeof(TEvent).Name;

        private protected override Task SendAsync(IPublishEndpoint bus, CancellationToken cancellation) =>
            bus.Publish(meshEvent, context => context.MessageId = _messageId, cancellation);
    }
}
