using Kws.Features;

namespace Kws.AudioInference.Features;

/// <summary>Makes feature frames of audio: in this process or in the FeatureExtraction service, with equal
/// results.</summary>
internal interface IFeatureSource
{
    /// <summary>Begins a stream. Never blocks; a source that cannot be reached reports it through the sink or
    /// retries.</summary>
    /// <param name="request">What to compute.</param>
    /// <param name="sink">Gets the frames, in order, from one thread at a time.</param>
    IFeatureStream Open(FeatureStreamRequest request, IFeatureSink sink);

    /// <summary>All frames of a clip at the spec's rate, row-major [frames, coefficients].</summary>
    /// <param name="spec">What to compute.</param>
    /// <param name="samples">In [-1, 1], at the spec's rate.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    ValueTask<float[]> ExtractClipAsync(FeatureSpec spec, ReadOnlyMemory<float> samples,
        CancellationToken cancellationToken);
}

/// <summary>What a stream of features starts with.</summary>
/// <param name="Spec">What to compute.</param>
/// <param name="FirstFrame">Number of the first frame, 0 or more.</param>
/// <param name="Int16Exact">Whether every sample is a multiple of 1/32768, so that 16 bits carry it without
/// loss.</param>
/// <param name="MaxPendingFrames">Most frames that the writer lets be outstanding.</param>
internal sealed record FeatureStreamRequest(FeatureSpec Spec, long FirstFrame, bool Int16Exact, int MaxPendingFrames);

/// <summary>The audio side of one stream of features. One writer at a time. Disposing abandons outstanding
/// frames.</summary>
internal interface IFeatureStream : IDisposable
{
    /// <summary>Takes samples at the spec's rate, in [-1, 1]. Never blocks: the writer bounds what is
    /// outstanding.</summary>
    /// <param name="samples">Copied.</param>
    /// <param name="needed">True when frames that these samples complete are waited for; otherwise they may be held
    /// back and sent with later ones.</param>
    void Write(ReadOnlySpan<float> samples, bool needed);
}

/// <summary>The feature side of one stream.</summary>
internal interface IFeatureSink
{
    /// <summary>The next frames, row-major [n, coefficients]; valid during the call.</summary>
    void OnFrames(ReadOnlySpan<float> frames);

    /// <summary>No more frames will come.</summary>
    void OnFailed(Exception exception);
}
