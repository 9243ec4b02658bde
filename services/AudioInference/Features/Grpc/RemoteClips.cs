using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Core;
using Kws.Contracts.Features;
using Kws.Features.V1;
using Kws.ServiceDefaults.Errors;
using FeatureSpec = Kws.Features.FeatureSpec;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>Gets the features of whole clips from the FeatureExtraction service, within a limit of time.</summary>
internal sealed class RemoteClips(
    FeatureExtraction.FeatureExtractionClient client,
    FeatureOptions options,
    InProcessFeatureSource inProcess,
    AudioInferenceMetrics metrics,
    ILogger logger,
    TimeProvider timeProvider)
{
    // Until then a clip does not try again who just kept another waiting.
    private static readonly TimeSpan s_pause = TimeSpan.FromSeconds(5);
    private long _failedAt;
    private volatile bool _isAway;

    /// <inheritdoc cref="IFeatureSource.ExtractClipAsync"/>
    /// <exception cref="NotReadyException">No server answers, and features are not computed here.</exception>
    public async ValueTask<float[]> ExtractAsync(
        FeatureSpec spec, ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        if (_isAway && timeProvider.GetElapsedTime(Volatile.Read(ref _failedAt)) < s_pause)
            return await ComputeAsync(spec, samples, cancellationToken);
        try
        {
            var frames = await AskAsync(spec, samples, cancellationToken);
            _isAway = false;
            return frames;
        }
        catch (RpcException e) when (!cancellationToken.IsCancellationRequested)
        {
            // Its words are about itself; the caller asked us.
            if (!options.InProcessWhenAway)
                throw new NotReadyException("FeatureExtraction does not answer; try again", null, e);
            Volatile.Write(ref _failedAt, timeProvider.GetTimestamp());
            if (!_isAway)
                AudioInferenceLog.ClipsComputedHere(logger, Reason(e));
            _isAway = true;
            return await ComputeAsync(spec, samples, cancellationToken);
        }
    }

    private async Task<float[]> AskAsync(
        FeatureSpec spec, ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        var request = new ExtractClipRequest
        {
            Spec = FeatureSpecMessage.From(spec),
            SampleRateHz = spec.SampleRateHz,
            Pcm = new Pcm { F32Le = ByteString.CopyFrom(MemoryMarshal.AsBytes(samples.Span)) },
        };
        using var patience = new CancellationTokenSource(options.ClipLimit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var response = await client.ExtractClipAsync(request, cancellationToken: either.Token);
        return MemoryMarshal.Cast<byte, float>(response.ValuesF32Le.Span).ToArray();
    }

    private ValueTask<float[]> ComputeAsync(
        FeatureSpec spec, ReadOnlyMemory<float> samples, CancellationToken cancellationToken)
    {
        metrics.FramesComputedHere((int)spec.FrameCount(samples.Length));
        return inProcess.ExtractClipAsync(spec, samples, cancellationToken);
    }

    private string Reason(RpcException exception) => exception.StatusCode == StatusCode.Cancelled
        ? $"nothing came for {options.ClipLimit.TotalSeconds:0.##} s"
        : exception.StatusCode.ToString();
}
