using System.Runtime.InteropServices;
using Google.Protobuf;
using Kws.Contracts.Features;
using Kws.Features;
using Kws.Features.V1;

namespace Kws.FeatureExtraction.Tests;

/// <summary>Messages and signals for tests.</summary>
internal static class Requests
{
    public static Kws.Features.FeatureSpec LogMel40 => FeatureSpecPresets.LogMel40;

    public static ExtractRequest Open(
        uint id,
        Kws.Features.FeatureSpec? spec = null,
        int rate = 0,
        long firstFrame = 0) => new()
        {
            StreamId = id,
            Open = new Open
            {
                Spec = FeatureSpecMessage.From(spec ?? LogMel40),
                SampleRateHz = rate,
                FirstFrameIndex = firstFrame
            },
        };

    public static ExtractRequest Floats(uint id, ReadOnlySpan<float> samples) =>
        new() { StreamId = id, Pcm = new Pcm { F32Le = ByteString.CopyFrom(MemoryMarshal.AsBytes(samples)) } };

    public static ExtractRequest S16(uint id, byte[] bytes) =>
        new() { StreamId = id, Pcm = new Pcm { S16Le = ByteString.CopyFrom(bytes) } };

    public static ExtractRequest Close(uint id) => new() { StreamId = id, Close = new Close() };

    /// <summary>A seeded noisy sweep in [-1, 1].</summary>
    public static float[] Signal(int samples, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, samples)
            .Select(n => 0.4f * MathF.Sin(n * (0.05f + n * 1e-5f)) + 0.1f * (random.NextSingle() - 0.5f))];
    }

    public static float[] Values(ByteString f32Le) => MemoryMarshal.Cast<byte, float>(f32Le.Span).ToArray();
}
