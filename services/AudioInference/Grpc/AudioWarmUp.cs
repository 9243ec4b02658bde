using Google.Protobuf;
using Kws.Audio;
using Kws.Audio.V1;
using Kws.AudioInference.Classification;
using Kws.AudioInference.Detection;
using Kws.AudioInference.Features;
using Kws.AudioInference.Features.Grpc;
using Kws.AudioInference.Overload;
using Kws.AudioInference.Scheduling;
using Kws.AudioInference.Streaming;
using Kws.AudioInference.Trials;
using Kws.Models;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Draining;
using Kws.ServiceDefaults.Errors;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Grpc;

/// <summary>Streams a little noise and classifies silence: audio -> features -> windows -> batches -> decisions ->
/// responses.</summary>
/// <remarks>
/// The features come from where those of devices do, so that FeatureExtraction's code is compiled too; but by calls of
/// its own, which end with it: a call stays with the instance that it found, and others may not have been up yet.
/// The scheduler, the metrics and the (absent) sinks are its own as well.
/// </remarks>
internal sealed class AudioWarmUp(
    ModelHost<KeywordModel> models,
    IFeatureSource features,
    ClipReader clipReader,
    ErrorMap errors,
    IDrainSignal drain,
    ByteBudget budget,
    IOptions<AudioInferenceOptions> options,
    ILogger<WindowScheduler> logger,
    ILogger<DetectionFanOut> fanOutLogger,
    IServiceProvider services,
    TimeProvider timeProvider) : IWarmUp
{
    private const int Seed = 1;
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(2);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (features is not RemoteFeatureSource)
        {
            await RunAsync(features, cancellationToken);
            return;
        }
        await using var own = ActivatorUtilities.CreateInstance<RemoteFeatureSource>(services);
        await RunAsync(own, cancellationToken);
    }

    private async Task RunAsync(IFeatureSource source, CancellationToken cancellationToken)
    {
        using var meters = new UnheardMeterFactory();
        var metrics = new AudioInferenceMetrics(meters);
        var book = new TrialBook(metrics);
        using var scheduler = new WindowScheduler(options, models, null, book, metrics, logger, timeProvider);
        var detections = new DetectionFanOut([], metrics, fanOutLogger);
        using var admission =
            new StreamAdmission(options.Value.Streams, metrics, NullLogger<StreamAdmission>.Instance, timeProvider);
        var context = new SessionContext(
            options.Value.Streams, source, scheduler, detections, admission, book, metrics, timeProvider);
        // Streams take the lanes to FeatureExtraction in turn: as many streams as lanes open them all.
        await Task.WhenAll(Enumerable.Range(0, options.Value.Features.Lanes)
            .Select(_ => StreamAsync(context, cancellationToken)));
        var clips = new ClipCalls(clipReader, new ClipClassifier(options, models, source, scheduler, timeProvider),
            errors, options, drain, timeProvider);
        using var bytes = budget.Open("warm-up");
        await clips.ClassifyAsync(new ClassifyRequest { Wav = Clip() }, bytes, cancellationToken);
    }

    private async Task StreamAsync(SessionContext context, CancellationToken cancellationToken)
    {
        var model = models.Current;
        using var session = new SpotSession("warm-up", Settings(model), model, context);
        var reading = ReadAsync(session, cancellationToken);
        var pcm = Noise(model.FeatureSpec.SampleRateHz);
        var chunk = sizeof(short) * (model.FeatureSpec.SampleRateHz / 10);
        for (var start = 0; start < pcm.Length; start += chunk)
            await session.IngestAsync(pcm.AsMemory(start, Math.Min(chunk, pcm.Length - start)), start / sizeof(short),
                cancellationToken);
        await session.CompleteAsync(cancellationToken);
        await reading;
    }

    private static async Task ReadAsync(SpotSession session, CancellationToken cancellationToken)
    {
        await foreach (var e in session.Events.ReadAllAsync(cancellationToken))
        {
            _ = SpotResponses.Map(e).CalculateSize();
            session.EventsWereRead();
        }
    }

    // With such thresholds noise is full of keywords: the path from a decision, over a second look, to its event runs.
    private static SpotSettings Settings(KeywordModel model) => new()
    {
        DeviceId = "warm-up",
        RecordingId = "warm-up",
        SampleRateHz = model.FeatureSpec.SampleRateHz,
        Encoding = PcmEncoding.S16Le,
        Keywords = model.Keywords.ToDictionary(label => label, _ => new KeywordWish(1e-9f)),
        VerifierThreshold = 1e-9f,
        WantsNearMisses = true,
        WantsAcknowledgements = true,
        WantsScores = true,
    };

    private static byte[] Noise(int sampleRateHz)
    {
        var pcm = new byte[(int)(Length.TotalSeconds * sampleRateHz) * sizeof(short)];
        new Random(Seed).NextBytes(pcm);
        return pcm;
    }

    // At another rate than the model's, so that the resampler runs as well.
    private static ByteString Clip()
    {
        const int RateHz = 22_050;
        return ByteString.CopyFrom(WavWriter.ToPcm16(RateHz, new float[RateHz]));
    }
}
