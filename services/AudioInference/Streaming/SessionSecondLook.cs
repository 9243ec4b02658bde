using System.Buffers;
using Kws.Models;

namespace Kws.AudioInference.Streaming;

/// <summary>Runs a model's verifier on a stream's frames where the detector asks for it. Not thread-safe.</summary>
/// <remarks>It runs on the inference thread that delivers the decisions, whose batch leases the model.</remarks>
/// <param name="windows">The stream's frames, which reach back as far as the verifier hears.</param>
/// <param name="model">The model whose decisions are delivered.</param>
/// <param name="metrics">Told of the looks; null: they are of a model that serves nobody.</param>
/// <param name="timeProvider">Clock of the looks.</param>
internal sealed class SessionSecondLook(
    SessionWindows windows, KeywordModel model, AudioInferenceMetrics? metrics, TimeProvider timeProvider)
    : ISecondLook
{
    private readonly float[] _posteriors = new float[model.LabelCount];
    private long _heard = -1;

    /// <summary>For a model; null when it has no verifier.</summary>
    public static SessionSecondLook? For(
        KeywordModel model, SessionWindows windows, AudioInferenceMetrics? metrics, TimeProvider timeProvider) =>
        model.HasVerifier ? new SessionSecondLook(windows, model, metrics, timeProvider) : null;

    public float PosteriorOf(long decision, int label)
    {
        if (decision != _heard)
            Hear(decision);
        metrics?.SecondLook(model.Labels[label]);
        return _posteriors[label];
    }

    private void Hear(long decision)
    {
        var started = timeProvider.GetTimestamp();
        var features = ArrayPool<float>.Shared.Rent(model.VerifierValues);
        try
        {
            var heard = features.AsSpan(0, model.VerifierValues);
            windows.CopyUntil(decision, model.VerifierFrames, heard);
            model.Verify(heard, _posteriors);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(features);
        }
        _heard = decision;
        metrics?.Verified(timeProvider.GetElapsedTime(started));
    }
}
