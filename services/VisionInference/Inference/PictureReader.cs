using System.Diagnostics;
using Kws.Models;
using Microsoft.Extensions.Options;
using VisionInference.Decoding;
using VisionInference.Preprocessing;

namespace VisionInference.Inference;

/// <summary>A received picture to the model's answer: decode, prepare, infer.</summary>
internal sealed class PictureReader
{
    private readonly ModelHost<SignModel> _models;
    private readonly PictureScheduler _scheduler;
    private readonly VisionInferenceMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly ImageLimits _limits;
    private readonly SemaphoreSlim _decoders;

    public PictureReader(ModelHost<SignModel> models, PictureScheduler scheduler, VisionInferenceMetrics metrics, IOptions<VisionInferenceOptions> options, TimeProvider time)
    {
        (_models, _scheduler, _metrics, _time) = (models, scheduler, metrics, time);
        ImageOptions images = options.Value.Images;
        _limits = new ImageLimits(images.MaxSidePixels, images.MaxPixels);
        _decoders = new SemaphoreSlim(images.ConcurrentDecodes);
    }

    /// <summary>The model's answer to a picture.</summary>
    /// <param name="image">Kept until the answer.</param>
    /// <param name="view">What to do to it first.</param>
    /// <param name="cancellation">Heeded while waiting for a decoder; what is queued is answered.</param>
    /// <exception cref="InvalidImageException">The picture cannot be read.</exception>
    /// <exception cref="ModelNotLoadedException">No model is loaded.</exception>
    public async Task<(PictureAnswer Answer, TimeSpan Decode)> ReadAsync(EncodedImage image, PictureView view, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                return await ReadOnceAsync(image, view, cancellation);
            }
            catch (ModelChangedException)
            {
                // The new model may want another size: prepare the picture for it.
            }
        }
    }

    private async Task<(PictureAnswer Answer, TimeSpan Decode)> ReadOnceAsync(EncodedImage image, PictureView view, CancellationToken cancellation)
    {
        using var job = new PictureJob(_models.Current.Manifest, _time);
        TimeSpan decode = await PrepareAsync(image, view, job, cancellation);
        using Activity? activity = VisionInferenceMetrics.StartSpan("infer picture");
        _scheduler.Enqueue(job);
        return (await job.Answer, decode);
    }

    private async Task<TimeSpan> PrepareAsync(EncodedImage image, PictureView view, PictureJob job, CancellationToken cancellation)
    {
        await _decoders.WaitAsync(cancellation);
        try
        {
            using Activity? activity = VisionInferenceMetrics.StartSpan("decode picture");
            long started = _time.GetTimestamp();
            using PixelImage pixels = ImageDecoder.Decode(image, _limits);
            PicturePreprocessor.Prepare(pixels, view, job.Model.Image!, job.Tensor);
            TimeSpan decode = _time.GetElapsedTime(started);
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
