using System.Diagnostics;
using AudioInference.Detection;
using Kws.Contracts.Events;
using Kws.Dsp;
using Kws.Storage;
using Kws.Storage.Recordings;
using Microsoft.Extensions.Options;

namespace AudioInference.Recordings;

/// <summary>
/// Puts clips into the archive, one after another, each until the store takes it; then tells <see cref="ClipRecorded"/>.
/// On stop it goes on for the drain time; what is left then is counted and logged.
/// </summary>
internal sealed class RecordingWriter(
    RecordingSink sink,
    RecordingArchive archive,
    IEventPublisher events,
    RecordingMetrics metrics,
    IOptions<RecordingOptions> options,
    TimeProvider clock,
    ILogger<RecordingWriter> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _giveUp = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        RecordingLog.On(logger, archive.Location);
        using (ExecutionContext.SuppressFlow())
            _running = Task.Run(RunAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        sink.Complete();
        try
        {
            // Not cut short by the host's patience: calls may have used it up, and their clips come last.
            await _running.WaitAsync(options.Value.DrainTimeout, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            await _giveUp.CancelAsync().ConfigureAwait(false);
            await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _giveUp.Dispose();

    private async Task RunAsync()
    {
        Activity.Current = null;
        await foreach (var detection in sink.Clips.ReadAllAsync().ConfigureAwait(false))
            await KeepAsync(detection).ConfigureAwait(false);
    }

    private async Task KeepAsync(KeywordDetection detection)
    {
        for (var pause = FirstPause; !_giveUp.IsCancellationRequested; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await StoreAsync(detection).ConfigureAwait(false);
                return;
            }
            catch (InvalidObjectKeyException e)
            {
                sink.Drop(detection, e.Message);
                return;
            }
            catch (Exception e)
            {
                RecordingLog.Retried(logger, detection.Id, pause, e.Message);
                await Task.Delay(pause, clock, _giveUp.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        sink.Drop(detection, "stopped before the store took it");
    }

    private async Task StoreAsync(KeywordDetection detection)
    {
        var audio = detection.Audio!;
        var samples = new float[audio.Pcm.Length / 2];
        PcmDecoder.Decode(PcmEncoding.S16Le, audio.Pcm, samples);
        var wav = WavWriter.ToPcm16(detection.SampleRateHz, samples);
        var key = await archive.StoreAsync(Describe(detection), wav, _giveUp.Token).ConfigureAwait(false);
        metrics.Stored();
        events.Publish(new ClipRecorded
        {
            EventId = detection.Id,
            OccurredAt = clock.GetUtcNow(),
            DeviceId = detection.DeviceId,
            Label = detection.Label,
            WavKey = key.Value,
            Bytes = wav.Length,
            SampleRateHz = detection.SampleRateHz,
            Duration = TimeSpan.FromSeconds((double)samples.Length / detection.SampleRateHz),
        });
    }

    private static RecordedClip Describe(KeywordDetection detection) => new()
    {
        Id = detection.Id,
        Label = detection.Label,
        Confidence = detection.Confidence,
        DeviceId = detection.DeviceId,
        RecordedAt = detection.DetectedAt,
        SampleRateHz = detection.SampleRateHz,
        FirstSample = detection.Audio!.FirstSample,
        StartSample = detection.StartSample,
        EndSample = detection.EndSample,
        ModelName = detection.ModelName,
        ModelVersion = detection.ModelVersion,
    };
}
