using Kws.AudioInference.Detection;
using Kws.AudioInference.Events;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.AudioInference.Tests.Events;

/// <summary>A service with nothing but what becomes of detections.</summary>
internal sealed class DetectionHost : IAsyncDisposable
{
    private readonly IHost _host;

    private DetectionHost(IHost host, RecordingLoggerProvider logs)
    {
        _host = host;
        Logs = logs;
        Sinks = [.. host.Services.GetServices<IDetectionSink>()];
    }

    public IReadOnlyList<IDetectionSink> Sinks { get; }

    public RecordingLoggerProvider Logs { get; }

    public IServiceProvider Services => _host.Services;

    public static async Task<DetectionHost> StartAsync(
        Dictionary<string, string?> settings,
        Action<IServiceCollection>? configure = null)
    {
        var logs = new RecordingLoggerProvider();
        var builder =
            Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "audioinference" });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders().AddProvider(logs);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.AddDetectionEvents();
        configure?.Invoke(builder.Services);
        var host = builder.Build();
        await host.StartAsync().WithTimeout();
        return new DetectionHost(host, logs);
    }

    public void Offer(KeywordDetection detection)
    {
        foreach (var sink in Sinks)
            sink.Offer(detection);
    }

    public Task StopAsync() => _host.StopAsync();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync().WithTimeout();
        _host.Dispose();
    }

    public static KeywordDetection Heard(string id, string label = "yes") => new()
    {
        Id = id,
        DeviceId = "kitchen:1",
        RecordingId = "r",
        SessionId = "s",
        Label = label,
        Confidence = 0.9f,
        StartSample = 4_000,
        EndSample = 9_000,
        DecidedSample = 12_000,
        SampleRateHz = 8_000,
        ModelName = "small",
        ModelVersion = "1.0.0",
        DetectedAt = new DateTimeOffset(2026, 11, 21, 8, 0, 0, TimeSpan.Zero),
        Audio = new DetectionAudio(1_000, [.. Enumerable.Range(0, 16_000).Select(i => (byte)(i * 31))]),
    };
}
