using System.Buffers.Binary;
using System.Text;

namespace Kws.Audio.Tests.Wav;

/// <summary>WAV files with any field wrong.</summary>
internal static class WavBytes
{
    public static byte[] Chunk(string id, byte[] body, uint? claimedSize = null)
    {
        var chunk = new byte[8 + body.Length + (body.Length & 1)];
        Encoding.ASCII.GetBytes(id).CopyTo(chunk, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(chunk.AsSpan(4), claimedSize ?? (uint)body.Length);
        body.CopyTo(chunk, 8);
        return chunk;
    }

    public static byte[] Format(int tag, int channels, uint rate, int bits, int? blockAlign = null)
    {
        var body = new byte[16];
        BinaryPrimitives.WriteUInt16LittleEndian(body, (ushort)tag);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(2), (ushort)channels);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(4), rate);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(12), (ushort)(blockAlign ?? channels * bits / 8));
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(14), (ushort)bits);
        return body;
    }

    public static byte[] File(params byte[][] chunks) => FileClaiming(uint.MaxValue, chunks);

    public static byte[] FileClaiming(uint riffSize, params byte[][] chunks)
    {
        var header = new byte[12];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(4), riffSize);
        "WAVE"u8.CopyTo(header.AsSpan(8));
        return [.. header, .. chunks.SelectMany(c => c)];
    }

    public static byte[] Mono16(uint rate, params short[] samples) =>
        File(Chunk("fmt ", Format(1, 1, rate, 16)), Chunk("data", Pcm16(samples)));

    public static byte[] Pcm16(params short[] samples)
    {
        var bytes = new byte[2 * samples.Length];
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
        return bytes;
    }
}
