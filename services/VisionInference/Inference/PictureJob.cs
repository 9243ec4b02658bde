using System.Buffers;
using Kws.Models;
using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Inference;

/// <summary>One prepared picture on its way through a batch.</summary>
/// <param name="manifest">The model that it was prepared for.</param>
/// <param name="timeProvider">Clock of the timings.</param>
internal sealed class PictureJob(ModelManifest manifest, TimeProvider timeProvider) : IDisposable
{
    private readonly TaskCompletionSource<PictureAnswer> _done =
        new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly float[] _tensor = ArrayPool<float>.Shared.Rent(ValuesOf(manifest));
    private long _queuedAt;

    /// <summary>Completes when the batch was run; faults with it.</summary>
    public Task<PictureAnswer> Answer => _done.Task;

    /// <summary>The model that the picture is prepared for.</summary>
    public ModelManifest Model => manifest;

    /// <summary>The model's input, [3, height, width].</summary>
    public Span<float> Tensor => _tensor.AsSpan(0, ValuesOf(manifest));

    /// <summary>What of the upright picture the tensor shows.</summary>
    public RegionOfInterest Seen { get; set; } = RegionOfInterest.All;

    /// <summary>Whether the model that runs the batch is the one that the picture was prepared for.</summary>
    public bool Fits(ModelManifest active) => ReferenceEquals(active, manifest);

    public void Queued() => _queuedAt = timeProvider.GetTimestamp();

    /// <param name="posteriors">[labels]; copied.</param>
    /// <param name="hand">The model's <see cref="SignModel.HandOutput"/>, or empty.</param>
    /// <param name="started">When the batch began.</param>
    /// <param name="ended">When it ended.</param>
    public void Complete(ReadOnlySpan<float> posteriors, ReadOnlySpan<float> hand, long started, long ended) =>
        _done.TrySetResult(new PictureAnswer(manifest, posteriors.ToArray(), HandBox.Find(hand, Seen),
            timeProvider.GetElapsedTime(_queuedAt, started), timeProvider.GetElapsedTime(started, ended)));

    public void Fail(Exception exception) => _done.TrySetException(exception);

    /// <summary>Only after <see cref="Answer"/> completed or without having been queued.</summary>
    public void Dispose() => ArrayPool<float>.Shared.Return(_tensor);

    private static int ValuesOf(ModelManifest manifest) =>
        3 * manifest.Image!.HeightPixels * manifest.Image.WidthPixels;
}

/// <summary>What the model says to a picture.</summary>
/// <param name="Model">Whose labels the posteriors are.</param>
/// <param name="Posteriors">[labels].</param>
/// <param name="Hand">Where the hand is, in shares of the upright picture; null: there is none, or the model tells it
/// not.</param>
/// <param name="Queue">Time in the queue.</param>
/// <param name="Inference">Time of the batch.</param>
internal sealed record PictureAnswer(
    ModelManifest Model, float[] Posteriors, RegionOfInterest? Hand, TimeSpan Queue, TimeSpan Inference);
