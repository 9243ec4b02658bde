using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Net.Client;
using Kws.Contracts.Features;
using Kws.Evaluation;
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
            Request(spec, recording),
            cancellationToken: cancellationToken);
        var values = MemoryMarshal.Cast<byte, float>(response.ValuesF32Le.Span).ToArray();
        return new FeatureMatrix(spec, values, response.ValuesPerFrame);
    }

    /// <summary>At the spec's rate at most: a long clip of a higher one is larger than the service takes.</summary>
    private static Wire.ExtractClipRequest Request(FeatureSpec spec, Recording recording)
    {
        var request = new Wire.ExtractClipRequest { Spec = FeatureSpecMessage.From(spec) };
        if (recording.SampleRateHz <= spec.SampleRateHz)
        {
            request.Wav = UnsafeByteOperations.UnsafeWrap(recording.ToWav());
            return request;
        }
        // As floats, since rounding would change the features.
        var samples = RateConversion.Convert(recording.ToFloats(), recording.SampleRateHz, spec.SampleRateHz);
        request.Pcm = new Wire.Pcm { F32Le = ByteString.CopyFrom(MemoryMarshal.AsBytes(samples.AsSpan())) };
        return request;
    }
}
