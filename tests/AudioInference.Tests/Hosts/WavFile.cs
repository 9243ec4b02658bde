using System.Buffers.Binary;
using Google.Protobuf;

namespace Kws.AudioInference.Tests.Hosts;

/// <summary>WAV files as hostile clients write them: every header field can lie.</summary>
internal static class WavFile
{
    public static ByteString Create(
        ReadOnlySpan<short> samples, int rate = 16000, int channels = 1, int bits = 16, int format = 1,
            uint? dataBytes = null, int? cutAt = null)
    {
        var data = System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples);
        var file = new byte[44 + data.Length];
        "RIFF"u8.CopyTo(file);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), 36 + (dataBytes ?? (uint)data.Length));
        "WAVEfmt "u8.CopyTo(file.AsSpan(8));
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(20), (short)format);
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(22), (short)channels);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(28), unchecked(rate * channels * bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(32), (short)(channels * bits / 8));
        BinaryPrimitives.WriteInt16LittleEndian(file.AsSpan(34), (short)bits);
        "data"u8.CopyTo(file.AsSpan(36));
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), dataBytes ?? (uint)data.Length);
        data.CopyTo(file.AsSpan(44));
        return ByteString.CopyFrom(file.AsSpan(0, cutAt ?? file.Length));
    }
}
