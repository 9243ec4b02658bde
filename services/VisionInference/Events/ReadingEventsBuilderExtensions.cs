using Kws.Models;
using Kws.ServiceDefaults.Bus;
using Kws.ServiceDefaults.Registry;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Events;

/// <summary>Adds what becomes of readings beside the device's own response.</summary>
internal static class ReadingEventsBuilderExtensions
{
    /// <summary>Tells letters, words and models on the bus (connection string <c>bus</c>).</summary>
    public static void AddReadingEvents(this IHostApplicationBuilder builder)
    {
        builder.AddEventBus(bus => bus.AddModelOrders(builder.Configuration));
        builder.Services.AddSingleton<IReadingSink, ReadingEventSink>();
        builder.Services.AddModelEvents(ModelTask.SignLetters);
    }
}
