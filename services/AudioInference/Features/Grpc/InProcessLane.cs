using System.Threading.Channels;
using Kws.Features;

namespace Kws.AudioInference.Features.Grpc;

/// <summary>Computes the streams of a lane in this process while no server answers it: the same frames, from the audio
/// that is kept for the next server. One caller at a time.</summary>
internal sealed class InProcessLane(AudioInferenceMetrics metrics)
{
    private StreamingFrontEnd? _frontEnd;

    /// <summary>Computes what the streams wait for, and then what those queued wait for, until it is
    /// cancelled.</summary>
    public async Task RunAsync(
        IEnumerable<RemoteFeatureStream> streams, ChannelReader<RemoteFeatureStream> queued,
            CancellationToken cancellationToken)
    {
        foreach (var stream in streams)
            Compute(stream);
        while (await queued.WaitToReadAsync(cancellationToken))
        {
            while (!cancellationToken.IsCancellationRequested && queued.TryRead(out var stream))
                Compute(stream);
        }
    }

    private void Compute(RemoteFeatureStream stream)
    {
        if (_frontEnd is null || _frontEnd.Spec != stream.Spec)
            _frontEnd = new StreamingFrontEnd(stream.Spec);
        metrics.FramesComputedHere(stream.ComputeHere(_frontEnd));
    }
}
