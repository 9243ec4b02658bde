using Kws.Audio;
using Kws.AudioInference.Detection;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Draining;
using Kws.Storage;
using Kws.Storage.Recordings;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Recordings;

/// <summary>
/// Puts clips into the archive, one after another; then tells <see cref="ClipRecorded"/>. While the store is away they
/// wait; a clip that it refuses while it takes others is dropped. What is left when the drain time is over is counted
/// and logged.
/// </summary>
internal sealed class RecordingWriter : DrainingPump
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private readonly RecordingSink _sink;
    private readonly ClipsInHand _inHand;
    private readonly RecordingArchive _archive;
    private readonly IEventPublisher _events;
    private readonly RecordingMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<RecordingWriter> _logger;

    public RecordingWriter(
        RecordingSink sink,
        RecordingArchive archive,
        IEventPublisher events,
        RecordingMetrics metrics,
        IOptions<RecordingOptions> options,
        TimeProvider timeProvider,
        ILogger<RecordingWriter> logger)
        : base(options.Value.DrainTimeout, timeProvider)
    {
        (_sink, _archive, _events, _metrics) = (sink, archive, events, metrics);
        (_timeProvider, _logger) = (timeProvider, logger);
        _inHand = new ClipsInHand(sink.Clips);
    }

    /// <summary>Why nothing can be stored now; null: the last clip was, or none was tried.</summary>
    public string? Fault { get; private set; }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        RecordingLog.On(_logger, _archive.Location);
        return base.StartAsync(cancellationToken);
    }

    protected override void CloseQueue() => _sink.Complete();

    protected override async Task WorkOffAsync()
    {
        while (await _inHand.NextAsync().ConfigureAwait(false) is { } clip)
        {
            if (GivenUp.IsCancellationRequested)
                _sink.Drop(clip.Detection, "stopped before the store took it");
            else
                await KeepAsync(clip).ConfigureAwait(false);
        }
    }

    private async Task KeepAsync(ClipInHand clip)
    {
        try
        {
            await StoreAsync(clip.Detection, GivenUp).ConfigureAwait(false);
            _inHand.WasStored();
            Fault = null;
        }
        catch (InvalidObjectKeyException e)
        {
            // A clip that can have no key never will.
            _sink.Drop(clip.Detection, e.Message);
        }
        catch (Exception) when (GivenUp.IsCancellationRequested)
        {
            _sink.Drop(clip.Detection, "stopped before the store took it");
        }
        catch (Exception e)
        {
            await RefusedAsync(clip, e).ConfigureAwait(false);
        }
    }

    private async Task RefusedAsync(ClipInHand clip, Exception reason)
    {
        if (!_inHand.WasRefused(clip))
        {
            _sink.Drop(clip.Detection, $"the store refuses it and takes others: {reason.Message}");
            return;
        }
        if (_inHand.RoundsRefused == 0)
            return;
        Fault = reason.Message;
        var pause = s_firstPause * Math.Pow(2, Math.Min(_inHand.RoundsRefused - 1, 10));
        pause = pause < s_longestPause ? pause : s_longestPause;
        RecordingLog.Retried(_logger, clip.Detection.Id, pause, reason.Message);
        await Task.Delay(pause, _timeProvider, GivenUp).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task StoreAsync(KeywordDetection detection, CancellationToken cancellationToken)
    {
        var audio = detection.Audio!;
        var samples = new float[audio.Pcm.Length / 2];
        PcmDecoder.Decode(PcmEncoding.S16Le, audio.Pcm, samples);
        var wav = WavWriter.ToPcm16(detection.SampleRateHz, samples);
        var key = await _archive.StoreAsync(Describe(detection), wav, cancellationToken).ConfigureAwait(false);
        _metrics.Stored();
        _events.Publish(new ClipRecorded
        {
            EventId = detection.Id,
            OccurredAt = _timeProvider.GetUtcNow(),
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
