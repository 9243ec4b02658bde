using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Net.Client;
using Kws.Contracts.Features;
using Kws.Features;
using Wire = Kws.Features.V1;

namespace Kws.Cli.Audio;

/// <summary>Feature frames of one recording.</summary>
/// <param name="Values">Row-major [Frames, ValuesPerFrame].</param>
internal sealed record FeatureMatrix(FeatureSpec Spec, float[] Values, int ValuesPerFrame)
{
    public int Frames => ValuesPerFrame == 0 ? 0 : Values.Length / ValuesPerFrame;

    public ReadOnlySpan<float> Frame(int index) => Values.AsSpan(index * ValuesPerFrame, ValuesPerFrame);

    /// <summary>Computed in this process, with the code that the service runs.</summary>
    public static FeatureMatrix ComputeHere(FeatureSpec spec, Recording recording) =>
        new(spec, ResamplingFrontEnd.ExtractAll(spec, recording.ToFloats(), recording.SampleRateHz), spec.Coefficients);

    /// <summary>Computed by the FeatureExtraction service.</summary>
    public static async Task<FeatureMatrix> AskServiceAsync(
        GrpcChannel channel, FeatureSpec spec, Recording recording, CancellationToken cancellationToken)
    {
        var client = new Wire.FeatureExtraction.FeatureExtractionClient(channel);
        var response = await client.ExtractClipAsync(
            new Wire.ExtractClipRequest
            {
                Spec = FeatureSpecMessage.From(spec),
                Wav = UnsafeByteOperations.UnsafeWrap(recording.ToWav())
            },
            cancellationToken: cancellationToken);
        var values = MemoryMarshal.Cast<byte, float>(response.ValuesF32Le.Span).ToArray();
        return new FeatureMatrix(spec, values, response.ValuesPerFrame);
    }
}
