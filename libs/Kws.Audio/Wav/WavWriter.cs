using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Kws.Audio;

/// <summary>Writes mono RIFF/WAVE files.</summary>
public static class WavWriter
{
    private const int HeaderLength = 44;

    /// <summary>A whole file of 16-bit PCM; samples beyond [-1, 1] are clipped.</summary>
    public static byte[] ToPcm16(int sampleRateHz, ReadOnlySpan<float> samples)
    {
        var file = NewFile(sampleRateHz, formatTag: 1, bytesPerSample: 2, samples.Length);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderLength + 2 * i), Pcm16.FromFloat(samples[i]));
        return file;
    }

    /// <summary>A whole file of 16-bit PCM.</summary>
    public static byte[] ToPcm16(int sampleRateHz, ReadOnlySpan<short> samples)
    {
        var file = NewFile(sampleRateHz, formatTag: 1, bytesPerSample: 2, samples.Length);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(HeaderLength + 2 * i), samples[i]);
        return file;
    }

    /// <summary>A whole file of 32-bit float.</summary>
    public static byte[] ToFloat32(int sampleRateHz, ReadOnlySpan<float> samples)
    {
        var file = NewFile(sampleRateHz, formatTag: 3, bytesPerSample: 4, samples.Length);
        MemoryMarshal.AsBytes(samples).CopyTo(file.AsSpan(HeaderLength));
        return file;
    }

    /// <summary>The header of 16-bit PCM whose length is not known yet: both lengths are the largest, "to the end" for
    /// readers.</summary>
    public static byte[] OpenPcm16Header(int sampleRateHz)
    {
        var header = new byte[HeaderLength];
        WriteHeader(header, sampleRateHz, formatTag: 1, bytesPerSample: 2, fileLength: uint.MaxValue,
            dataLength: uint.MaxValue);
        return header;
    }

    private static byte[] NewFile(int sampleRateHz, ushort formatTag, ushort bytesPerSample, int samples)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRateHz);
        var dataLength = checked(samples * bytesPerSample);
        var file = new byte[checked(HeaderLength + dataLength)];
        WriteHeader(file, sampleRateHz, formatTag, bytesPerSample, (uint)file.Length - 8, (uint)dataLength);
        return file;
    }

    private static void WriteHeader(
        Span<byte> header, int sampleRateHz, ushort formatTag, ushort bytesPerSample, uint fileLength, uint dataLength)
    {
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], fileLength);
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], formatTag);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(header[24..], sampleRateHz);
        BinaryPrimitives.WriteInt32LittleEndian(header[28..], sampleRateHz * bytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], bytesPerSample);
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], (ushort)(8 * bytesPerSample));
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], dataLength);
    }
}
