using Kws.Models;
using Kws.ServiceDefaults.Bus;
using VisionInference.Streaming;

namespace VisionInference.Events;

/// <summary>Adds what becomes of readings beside the device's own response.</summary>
public static class ReadingEventsBuilderExtensions
{
    /// <summary>Tells letters, words and models on the bus (connection string <c>bus</c>).</summary>
    public static void AddReadingEvents(this IHostApplicationBuilder builder)
    {
        builder.AddEventBus();
        builder.Services.AddSingleton<IReadingSink, ReadingEventSink>();
        builder.Services.AddModelEvents(ModelTask.SignLetters);
    }
}
