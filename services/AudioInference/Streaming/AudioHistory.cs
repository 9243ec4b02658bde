using System.Buffers.Binary;
using Kws.Audio;

namespace Kws.AudioInference.Streaming;

/// <summary>The latest audio of one stream at the device's rate, as 16-bit samples. Bounded.</summary>
/// <remarks>Locked: the call's reader adds while an inference worker cuts.</remarks>
internal sealed class AudioHistory(int capacitySamples, long firstSample)
{
    private readonly short[] _samples = new short[capacitySamples];

    private readonly Lock _gate = new();
    private readonly long _first = firstSample;
    private long _next = firstSample;

    public void Add(ReadOnlySpan<float> samples)
    {
        lock (_gate)
        {
            foreach (var sample in samples)
                _samples[_next++ % _samples.Length] = Pcm16.FromFloat(sample);
        }
    }

    /// <summary>What is held of <paramref name="start"/> .. <paramref name="end"/>, little-endian, with the position of
    /// its first sample.</summary>
    public (long FirstSample, byte[] Pcm) Cut(long start, long end)
    {
        lock (_gate)
        {
            start = Math.Clamp(start, Math.Max(_first, _next - _samples.Length), _next);
            end = Math.Clamp(end, start, _next);
            var pcm = new byte[2 * (end - start)];
            for (var i = start; i < end; i++)
                BinaryPrimitives.WriteInt16LittleEndian(pcm.AsSpan((int)(2 * (i - start))),
                    _samples[i % _samples.Length]);
            return (start, pcm);
        }
    }
}
