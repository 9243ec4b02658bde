using Kws.Models;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Preprocessing;
using Microsoft.Extensions.Options;

namespace Kws.VisionInference.Inference;

/// <summary>A received picture to the model's answer: decode, prepare, infer.</summary>
internal sealed class PictureReader
{
    private readonly ModelHost<SignModel> _models;
    private readonly PictureScheduler _scheduler;
    private readonly VisionInferenceMetrics _metrics;
    private readonly FlawedPictures _flawed;
    private readonly TimeProvider _timeProvider;
    private readonly ImageLimits _limits;
    private readonly SemaphoreSlim _decoders;

    public PictureReader(
        ModelHost<SignModel> models,
        PictureScheduler scheduler,
        VisionInferenceMetrics metrics,
        FlawedPictures flawed,
        IOptions<VisionInferenceOptions> options,
        TimeProvider timeProvider)
    {
        (_models, _scheduler, _metrics, _flawed, _timeProvider) = (models, scheduler, metrics, flawed, timeProvider);
        var images = options.Value.Images;
        _limits = new ImageLimits(images.MaxSidePixels, images.MaxPixels) { MaxBytes = images.MaxBytes };
        _decoders = new SemaphoreSlim(images.ConcurrentDecodes);
    }

    /// <summary>The model's answer to a picture.</summary>
    /// <param name="image">Kept until the answer.</param>
    /// <param name="view">What to do to it first.</param>
    /// <param name="cancellationToken">Heeded while waiting for a decoder and after decoding; what is queued is
    /// answered.</param>
    /// <exception cref="InvalidImageException">The picture cannot be read.</exception>
    /// <exception cref="ModelNotLoadedException">No model is loaded.</exception>
    public async Task<(PictureAnswer Answer, TimeSpan Decode)> ReadAsync(EncodedImage image, PictureView view,
        CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await ReadOnceAsync(image, view, cancellationToken);
            }
            catch (ModelChangedException)
            {
                // The new model may want another size: prepare the picture for it.
            }
        }
    }

    private async Task<(PictureAnswer Answer, TimeSpan Decode)> ReadOnceAsync(EncodedImage image, PictureView view,
        CancellationToken cancellationToken)
    {
        using var job = new PictureJob(_models.Current.Manifest, _timeProvider);
        var decode = await PrepareAsync(image, view, job, cancellationToken);
        using var activity = VisionInferenceMetrics.StartSpan("infer picture");
        _scheduler.Enqueue(job);
        return (await job.Answer, decode);
    }

    private async Task<TimeSpan> PrepareAsync(
        EncodedImage image,
        PictureView view,
        PictureJob job,
        CancellationToken cancellationToken)
    {
        await _decoders.WaitAsync(cancellationToken);
        try
        {
            using var activity = VisionInferenceMetrics.StartSpan("decode picture");
            var started = _timeProvider.GetTimestamp();
            using var pixels = ImageDecoder.Decode(image, _limits);
            if (pixels.Flaw is { } flaw)
                _flawed.Add(flaw);
            cancellationToken.ThrowIfCancellationRequested();
            job.Seen = PicturePreprocessor.Prepare(pixels, view, job.Model.Image!, job.Tensor);
            var decode = _timeProvider.GetElapsedTime(started);
            _metrics.Decoded(decode);
            return decode;
        }
        catch (InvalidImageException)
        {
            _metrics.Unreadable();
            throw;
        }
        finally
        {
            _decoders.Release();
        }
    }
}
