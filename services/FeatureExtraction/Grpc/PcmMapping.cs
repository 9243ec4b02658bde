using Kws.Audio;
using Kws.Features.V1;
using Kws.ServiceDefaults.Errors;

namespace Kws.FeatureExtraction.Grpc;

/// <summary>The samples of a Pcm message.</summary>
internal static class PcmMapping
{
    /// <exception cref="InvalidRequestException">Neither s16le nor f32le is set.</exception>
    public static (PcmEncoding Encoding, ReadOnlyMemory<byte> Bytes) Samples(Pcm pcm) => pcm.SamplesCase switch
    {
        Pcm.SamplesOneofCase.S16Le => (PcmEncoding.S16Le, pcm.S16Le.Memory),
        Pcm.SamplesOneofCase.F32Le => (PcmEncoding.F32Le, pcm.F32Le.Memory),
        _ => throw new InvalidRequestException("pcm.samples", null, "s16le or f32le"),
    };
}
