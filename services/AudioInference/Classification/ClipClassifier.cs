using System.Globalization;
using Kws.AudioInference.Features;
using Kws.AudioInference.Scheduling;
using Kws.Models;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;

namespace Kws.AudioInference.Classification;

/// <summary>Says what a whole clip is: clip -> model's rate -> frames -> windows -> the window most like a
/// keyword, heard again a little earlier and later where it is not clear.</summary>
internal sealed class ClipClassifier(
    IOptions<AudioInferenceOptions> options,
    ModelHost<KeywordModel> models,
    IFeatureSource features,
    WindowScheduler scheduler,
    TimeProvider timeProvider)
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromSeconds(1);

    private readonly int _maxConcurrent = options.Value.Clips.MaxConcurrent;
    private readonly SemaphoreSlim _room = new(options.Value.Clips.MaxConcurrent);

    /// <summary>Bytes that are held of a clip while it is worked on.</summary>
    /// <exception cref="Kws.Models.ModelNotLoadedException">No model is loaded.</exception>
    public long HeldBytes(ClipAudio clip) => ClipWindows.HeldBytes(clip, models.Current.FeatureSpec.SampleRateHz);

    /// <summary>Classifies a clip of any length that the limits allow.</summary>
    /// <param name="clip">At least one sample.</param>
    /// <param name="waitForRoom">Whether to wait when as many clips as allowed are being worked on.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="LimitExceededException">There is no room, and the caller does not wait for it.</exception>
    /// <exception cref="Kws.Models.ModelNotLoadedException">No model is loaded.</exception>
    public async Task<ClassifiedClip> ClassifyAsync(
        ClipAudio clip,
        bool waitForRoom,
        CancellationToken cancellationToken)
    {
        if (!await _room.WaitAsync(waitForRoom ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken))
            throw new LimitExceededException("clips at once", $"{_maxConcurrent} and one more",
                _maxConcurrent.ToString(CultureInfo.InvariantCulture), s_retryAfter);
        try
        {
            while (true)
            {
                try
                {
                    return await ClassifyAsync(clip, models.Current, cancellationToken);
                }
                catch (ModelChangedException)
                {
                    // Once more with the model that is active now; swaps are rare, so this ends.
                    cancellationToken.ThrowIfCancellationRequested();
                }
            }
        }
        finally
        {
            _room.Release();
        }
    }

    private async Task<ClassifiedClip> ClassifyAsync(
        ClipAudio clip,
        KeywordModel model,
        CancellationToken cancellationToken)
    {
        var started = timeProvider.GetTimestamp();
        var spec = model.FeatureSpec;
        var samples = ClipWindows.Pad(ClipWindows.Resample(clip, spec.SampleRateHz), model.WindowSamples);
        var frames = await features.ExtractClipAsync(spec, samples, cancellationToken);
        var starts = ClipWindows.Starts(frames.Length / spec.Coefficients, model);
        var featureTime = timeProvider.GetElapsedTime(started);

        // Not abandoned when the call is: the job stays in the queue, and the limit on clips counts it until it is
        // done.
        var job = new ClipJob(model, frames, starts, scheduler, timeProvider);
        var posteriors = await job.RunAsync();
        var best = ClipHearing.BestWindow(model, posteriors);
        var labels = model.Labels.Count;
        var own = posteriors[(best * labels)..((best + 1) * labels)];
        var timings = new ClipTimings(featureTime, job.QueueTime, job.InferenceTime);
        if (ClipHearing.IsUnsure(model, own))
        {
            var further = ClipHearing.FurtherStarts(model, starts[best]);
            var again = model.HasClipNetwork
                ? HearByItsNetwork(model, frames, further)
                : await HearAgainAsync(model, frames, further);
            ClipHearing.Average(own, again.Posteriors);
            timings = new(featureTime, job.QueueTime + again.Queue, job.InferenceTime + again.Inference);
        }
        var firstSample = (long)starts[best] * spec.HopSamples * clip.SampleRateHz / spec.SampleRateHz;
        return new ClassifiedClip(model, own, firstSample, timings);
    }

    private async Task<HeardAgain> HearAgainAsync(KeywordModel model, float[] frames, int[] starts)
    {
        var job = new ClipJob(model, frames, starts, scheduler, timeProvider);
        return new(await job.RunAsync(), job.QueueTime, job.InferenceTime);
    }

    // Few clips are unclear, and none shares its windows with a stream: there is nothing to gain by a queue.
    private HeardAgain HearByItsNetwork(KeywordModel model, float[] frames, int[] starts)
    {
        using var lease = models.Acquire();
        if (!ReferenceEquals(lease.Model, model))
            throw new ModelChangedException();
        var started = timeProvider.GetTimestamp();
        var posteriors = ClipHearing.Run(model, frames, starts);
        return new(posteriors, TimeSpan.Zero, timeProvider.GetElapsedTime(started));
    }

    private readonly record struct HeardAgain(float[] Posteriors, TimeSpan Queue, TimeSpan Inference);
}
