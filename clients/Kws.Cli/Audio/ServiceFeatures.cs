using System.Runtime.InteropServices;
using Google.Protobuf;
using Grpc.Net.Client;
using Kws.Dsp;
using Kws.FeatureMessages;
using Wire = Kws.Features.V1;

namespace Kws.Cli.Audio;

/// <summary>Features computed by the FeatureExtraction service.</summary>
internal static class ServiceFeatures
{
    public static async Task<FeatureMatrix> ExtractAsync(GrpcChannel channel, FeatureSpec spec, Recording recording, CancellationToken cancellation)
    {
        var client = new Wire.FeatureExtraction.FeatureExtractionClient(channel);
        Wire.ExtractClipResponse response = await client.ExtractClipAsync(
            new Wire.ExtractClipRequest { Spec = FeatureSpecMessage.From(spec), Wav = UnsafeByteOperations.UnsafeWrap(recording.ToWav()) },
            cancellationToken: cancellation);
        float[] values = MemoryMarshal.Cast<byte, float>(response.ValuesF32Le.Span).ToArray();
        return new FeatureMatrix(spec, values, response.ValuesPerFrame);
    }
}
