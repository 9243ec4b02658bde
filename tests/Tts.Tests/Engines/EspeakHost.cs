using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kws.Tts.Engines;
using Kws.Tts.Engines.Espeak;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Tests.Engines;

/// <summary>The engine with real workers, without a service around it.</summary>
internal sealed class EspeakHost : IAsyncDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeasurementRecorder _measured = new(TtsMetrics.MeterName);

    public EspeakHost(int workers = 1, int queue = 8, TimeProvider? timeProvider = null)
    {
        Skip.IfNot(File.Exists("/usr/bin/espeak-ng"), "espeak-ng is not installed");
        var options = new TtsOptions { Espeak = new EspeakOptions { Workers = workers, QueueLimit = queue } };
        using var factory = new LoggerFactory([Logs]);
        Engine = new EspeakEngine(
            Options.Create(options), new TtsMetrics(_services.GetRequiredService<IMeterFactory>()),
            timeProvider ?? TimeProvider.System, factory.CreateLogger<EspeakEngine>());
    }

    public EspeakEngine Engine { get; }

    public RecordingLoggerProvider Logs { get; } = new();

    /// <summary>Names of the instruments that measured something.</summary>
    public IReadOnlyCollection<string> Measured => _measured.Of(_services.GetRequiredService<IMeterFactory>());

    public static SpeechJob Plain(string text) => new(text, false, "en-us", 175, 50, 100, true);

    public static SpeechJob Ssml(string ssml) => Plain(ssml) with { IsSsml = true };

    public async Task<List<SpeechPart>> SpeakAsync(SpeechJob job, string client = "")
    {
        List<SpeechPart> parts = [];
        await foreach (var part in Engine.SpeakAsync(job, client, CancellationToken.None))
            parts.Add(part);
        return parts;
    }

    /// <summary>Begins a job and leaves it after its first audio.</summary>
    public async Task LeaveAsync(SpeechJob job)
    {
        await foreach (var part in Engine.SpeakAsync(job, "", CancellationToken.None))
            if (part is SpeechAudio)
                break;
    }

    /// <summary>Sends a signal to a worker, such as <c>STOP</c>.</summary>
    public static void Signal(int worker, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{worker}"]);
        kill.WaitForExit();
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _measured.Dispose();
        await _services.DisposeAsync();
        Logs.AssertNoErrors();
    }
}
