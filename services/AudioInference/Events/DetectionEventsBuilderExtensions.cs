using Kws.AudioInference.Detection;
using Kws.AudioInference.Recordings;
using Kws.Models;
using Kws.ServiceDefaults.Bus;
using Kws.ServiceDefaults.Registry;
using Kws.ServiceDefaults.Settings;
using Kws.ServiceDefaults.Storage;
using Kws.Storage.Recordings;

namespace Kws.AudioInference.Events;

/// <summary>Adds what becomes of detections beside the device's own response.</summary>
internal static class DetectionEventsBuilderExtensions
{
    /// <summary>
    /// Tells detections and models on the bus (connection string <c>bus</c>), and, with <c>Recording:Enabled</c>, puts
    /// the audio around each into the object store of section <c>Storage</c>.
    /// </summary>
    public static void AddDetectionEvents(this IHostApplicationBuilder builder)
    {
        builder.AddEventBus(bus => bus.AddModelOrders(builder.Configuration));
        builder.Services.AddSingleton<IDetectionSink, DetectionEventSink>();
        builder.Services.AddModelEvents(ModelTask.KeywordSpotting);
        builder.Services.AddSettings<RecordingOptions, RecordingOptionsValidator>(RecordingOptions.Section);
        // What is neither true nor false is told at start, with all other faults.
        var enabled = builder.Configuration[$"{RecordingOptions.Section}:{nameof(RecordingOptions.Enabled)}"];
        if (!bool.TryParse(enabled, out var records) || !records)
            return;

        builder.Services.AddObjectStore("Recording:Enabled is true");
        builder.Services.AddSingleton<RecordingArchive>();
        builder.Services.AddSingleton<RecordingMetrics>();
        builder.Services.AddSingleton<RecordingSink>();
        builder.Services.AddSingleton<IDetectionSink>(services => services.GetRequiredService<RecordingSink>());
        // After the bus, for services stop in reverse: the last clips' events still find it taking events.
        builder.Services.AddSingleton<RecordingWriter>();
        builder.Services.AddHostedService(services => services.GetRequiredService<RecordingWriter>());
        builder.Services.AddHealthChecks().AddCheck<RecordingHealthCheck>("recordings");
    }
}
