using Kws.Audio;
using Kws.AudioInference.Detection;
using Kws.Contracts.Events;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Retrying;
using Kws.Storage;
using Kws.Storage.Recordings;
using Microsoft.Extensions.Options;
using Polly;

namespace Kws.AudioInference.Recordings;

/// <summary>
/// Puts clips into the archive, one after another, each until the store takes it; then tells
/// <see cref="ClipRecorded"/>. What is left when the drain time is over is counted and logged.
/// </summary>
internal sealed class RecordingWriter : DrainingPump
{
    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(30);
    private readonly RecordingSink _sink;
    private readonly RecordingArchive _archive;
    private readonly IEventPublisher _events;
    private readonly RecordingMetrics _metrics;
    private readonly TimeProvider _timeProvider;
    private readonly ILogger<RecordingWriter> _logger;
    private readonly ResiliencePipeline _untilStored;

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
        var retry = EndlessRetry.Of(s_firstPause, s_longestPause, failure => RecordingLog.Retried(
            _logger, failure.Context.OperationKey!, failure.RetryDelay, failure.Outcome.Exception!.Message));
        // A clip that can have no key never will.
        retry.ShouldHandle = static attempt =>
            ValueTask.FromResult(attempt.Outcome.Exception is not (null or InvalidObjectKeyException));
        _untilStored = new ResiliencePipelineBuilder { TimeProvider = timeProvider }.AddRetry(retry).Build();
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        RecordingLog.On(_logger, _archive.Location);
        return base.StartAsync(cancellationToken);
    }

    protected override void CloseQueue() => _sink.Complete();

    protected override async Task WorkOffAsync()
    {
        await foreach (var detection in _sink.Clips.ReadAllAsync().ConfigureAwait(false))
            await KeepAsync(detection).ConfigureAwait(false);
    }

    private async Task KeepAsync(KeywordDetection detection)
    {
        var context = ResilienceContextPool.Shared.Get(detection.Id, GivenUp);
        try
        {
            await _untilStored.ExecuteAsync(StoreAsync, context, detection).ConfigureAwait(false);
        }
        catch (InvalidObjectKeyException e)
        {
            _sink.Drop(detection, e.Message);
        }
        catch (Exception) when (GivenUp.IsCancellationRequested)
        {
            _sink.Drop(detection, "stopped before the store took it");
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private async ValueTask StoreAsync(ResilienceContext context, KeywordDetection detection)
    {
        var audio = detection.Audio!;
        var samples = new float[audio.Pcm.Length / 2];
        PcmDecoder.Decode(PcmEncoding.S16Le, audio.Pcm, samples);
        var wav = WavWriter.ToPcm16(detection.SampleRateHz, samples);
        var key = await _archive.StoreAsync(Describe(detection), wav, context.CancellationToken).ConfigureAwait(false);
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
