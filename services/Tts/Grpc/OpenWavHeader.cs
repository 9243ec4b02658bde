using System.Buffers.Binary;

namespace Tts.Grpc;

/// <summary>The 44-byte RIFF header of mono 16-bit PCM whose length is not known yet.</summary>
internal static class OpenWavHeader
{
    private const uint UnknownLength = 0xFFFF_FFFF;

    /// <summary>A header; both sizes are 0xFFFFFFFF, which readers take as "to the end".</summary>
    public static byte[] For(int sampleRateHz)
    {
        byte[] header = new byte[44];
        Span<byte> span = header;
        "RIFF"u8.CopyTo(span);
        BinaryPrimitives.WriteUInt32LittleEndian(span[4..], UnknownLength);
        "WAVEfmt "u8.CopyTo(span[8..]);
        BinaryPrimitives.WriteInt32LittleEndian(span[16..], 16);
        BinaryPrimitives.WriteInt16LittleEndian(span[20..], 1);
        BinaryPrimitives.WriteInt16LittleEndian(span[22..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(span[24..], sampleRateHz);
        BinaryPrimitives.WriteInt32LittleEndian(span[28..], sampleRateHz * sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(span[32..], sizeof(short));
        BinaryPrimitives.WriteInt16LittleEndian(span[34..], 16);
        "data"u8.CopyTo(span[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(span[40..], UnknownLength);
        return header;
    }
}
