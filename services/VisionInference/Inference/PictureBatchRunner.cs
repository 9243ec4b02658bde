using Kws.Batching;
using Kws.Models;

namespace Kws.VisionInference.Inference;

/// <summary>Runs batches on one thread: pictures -> posteriors -> callers.</summary>
internal sealed class PictureBatchRunner(
    int maxBatch,
    ModelHost<SignModel> models,
    VisionInferenceMetrics metrics,
    ILogger logger,
    TimeProvider timeProvider) : IBatchProcessor<PictureJob>
{
    private float[] _images = [];
    private float[] _posteriors = [];
    private float[] _hands = [];

    public void Process(ReadOnlySpan<PictureJob> batch, in BatchTiming timing)
    {
        // The lease keeps this version alive for the batch: a swap takes effect between batches.
        using var lease = models.Acquire();
        var model = lease.Model;
        MakeRoom(model);
        var pictures = Take(batch, model);
        if (pictures == 0)
            return;
        var started = timeProvider.GetTimestamp();
        model.Run(_images.AsSpan(0, pictures * model.ValuesPerImage), pictures,
            _posteriors.AsSpan(0, pictures * model.LabelCount), _hands.AsSpan(0, pictures * HandValues(model)));
        var ended = timeProvider.GetTimestamp();
        Deliver(batch, model, started, ended);
        metrics.Batch(pictures, timing.OldestWait, timeProvider.GetElapsedTime(started, ended));
    }

    public void Fail(ReadOnlySpan<PictureJob> batch, Exception exception)
    {
        VisionInferenceLog.BatchFailed(logger, batch.Length, exception);
        metrics.Dropped(VisionDropReason.Inference, batch.Length);
        foreach (var job in batch)
            job.Fail(exception);
    }

    private int Take(ReadOnlySpan<PictureJob> batch, SignModel model)
    {
        var pictures = 0;
        foreach (var job in batch)
        {
            if (job.Fits(model.Manifest))
                job.Tensor.CopyTo(_images.AsSpan(pictures++ * model.ValuesPerImage));
            else
                job.Fail(new ModelChangedException());
        }
        return pictures;
    }

    private void Deliver(ReadOnlySpan<PictureJob> batch, SignModel model, long started, long ended)
    {
        var picture = 0;
        foreach (var job in batch)
            if (job.Fits(model.Manifest))
            {
                job.Complete(_posteriors.AsSpan(picture * model.LabelCount, model.LabelCount),
                    _hands.AsSpan(picture * HandValues(model), HandValues(model)), started, ended);
                picture++;
            }
    }

    private static int HandValues(SignModel model) => model.TellsHands ? SignModel.HandValues : 0;

    private void MakeRoom(SignModel model)
    {
        if (_images.Length != maxBatch * model.ValuesPerImage)
            _images = new float[maxBatch * model.ValuesPerImage];
        if (_posteriors.Length != maxBatch * model.LabelCount)
            _posteriors = new float[maxBatch * model.LabelCount];
        if (_hands.Length != maxBatch * HandValues(model))
            _hands = new float[maxBatch * HandValues(model)];
    }
}
