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
    /// <remarks>
    /// The span must be current before the bus is asked, so that the bus hangs its own below it. It tells the time from
    /// the connected broker's being handed the message on; an attempt that did not get there leaves none.
    /// </remarks>
    public async Task PublishAsync(IPublishEndpoint bus, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        using var span = Source.StartActivity($"publish {Name}", ActivityKind.Internal, origin);
        var isHandedOver = false;
        try
        {
            await SendAsync(bus, () =>
            {
                isHandedOver = true;
                span?.SetStartTime(timeProvider.GetUtcNow().UtcDateTime);
            }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (isHandedOver)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.Message);
            throw;
        }
        finally
        {
            if (!isHandedOver && span is not null)
                span.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
        }
    }

    public static PendingEvent Of<TEvent>(TEvent meshEvent) where TEvent : class, IMeshEvent =>
        new Typed<TEvent>(meshEvent, Activity.Current?.Context ?? default);

    /// <summary>Of an event whose type is known at run time only.</summary>
    public static PendingEvent OfAny(IMeshEvent meshEvent) => (PendingEvent)Activator.CreateInstance(
        typeof(Typed<>).MakeGenericType(meshEvent.GetType()), meshEvent, Activity.Current?.Context ?? default)!;

    private protected abstract Task SendAsync(
        IPublishEndpoint bus,
        Action onHandedOver,
        CancellationToken cancellationToken);

    private sealed class Typed<TEvent>(TEvent meshEvent, ActivityContext origin) : PendingEvent(origin)
        where TEvent : class, IMeshEvent
    {
        // Attempts that the broker took without our seeing its confirmation are the same message.
        private readonly Guid _messageId =
            new(SHA256.HashData(Encoding.UTF8.GetBytes($"{typeof(TEvent).Name}:{meshEvent.EventId}")).AsSpan(0, 16));

        public override string Name => typeof(TEvent).Name;

        private protected override Task SendAsync(
            IPublishEndpoint bus,
            Action onHandedOver,
            CancellationToken cancellationToken) =>
            bus.Publish(meshEvent, context =>
            {
                context.MessageId = _messageId;
                onHandedOver();
            }, cancellationToken);
    }
}
