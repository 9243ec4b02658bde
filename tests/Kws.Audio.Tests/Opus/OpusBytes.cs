using System.Buffers.Binary;
using Concentus;
using Concentus.Enums;

namespace Kws.Audio.Tests.Opus;

/// <summary>Writes Ogg Opus files, so that tests can say what is in them.</summary>
internal static class OpusBytes
{
    /// <summary>Samples at 48 kHz that the encoder delays.</summary>
    public const int PreSkip = 312;

    private const int PacketMs = 20;
    private const int ChecksumOffset = 22;

    /// <summary>A file of packets of 20 ms, five a page.</summary>
    /// <param name="interleaved">[frames, channels].</param>
    /// <param name="rateHz">8, 12, 16, 24 or 48 kHz.</param>
    /// <param name="channels">1 or 2.</param>
    /// <param name="firstGranule">Where the stream begins, at 48 kHz.</param>
    public static byte[] Encode(float[] interleaved, int rateHz, int channels, long firstGranule = 0)
    {
        var encoder = OpusCodecFactory.CreateEncoder(rateHz, channels, OpusApplication.OPUS_APPLICATION_AUDIO);
        encoder.Bitrate = 64_000 * channels;
        var frames = interleaved.Length / channels;
        int perPacket = rateHz * PacketMs / 1000, factor = 48_000 / rateHz;
        var packetCount = (frames + (PreSkip / factor) + perPacket - 1) / perPacket;
        var padded = new float[packetCount * perPacket * channels];
        interleaved.CopyTo(padded, 0);
        List<byte[]> packets = [];
        var buffer = new byte[4_000];
        for (var at = 0; at < padded.Length; at += perPacket * channels)
        {
            var length = encoder.Encode(padded.AsSpan(at, perPacket * channels), perPacket, buffer, buffer.Length);
            packets.Add(buffer[..length]);
        }
        var file = new List<byte>();
        file.AddRange(Page(0, 2, 0, Head(rateHz, channels)));
        file.AddRange(Page(1, 0, 0, [.. "OpusTags"u8, .. new byte[8]]));
        for (var at = 0; at < packets.Count; at += 5)
        {
            byte[][] some = [.. packets.Skip(at).Take(5)];
            var isLast = at + 5 >= packets.Count;
            var granule = firstGranule + (isLast
                ? PreSkip + ((long)frames * factor)
                : (long)(at + 5) * perPacket * factor);
            file.AddRange(Page(2 + (at / 5), isLast ? 4 : 0, granule, some));
        }
        return [.. file];
    }

    public static byte[] Head(int rateHz, int channels, byte family = 0, short gain = 0)
    {
        byte[] head = [.. "OpusHead"u8, 1, (byte)channels, .. new byte[8], family];
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(10), PreSkip);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), rateHz);
        BinaryPrimitives.WriteInt16LittleEndian(head.AsSpan(16), gain);
        return head;
    }

    /// <summary>A page of whole packets.</summary>
    public static byte[] Page(int sequence, int flags, long granule, params byte[][] packets)
    {
        byte[] lacing = [.. packets.SelectMany(packet =>
            Enumerable.Repeat((byte)255, packet.Length / 255).Append((byte)(packet.Length % 255)))];
        byte[] page = [.. "OggS"u8, 0, (byte)flags, .. new byte[20], (byte)lacing.Length, .. lacing,
            .. packets.SelectMany(packet => packet)];
        BinaryPrimitives.WriteInt64LittleEndian(page.AsSpan(6), granule);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(14), 77);
        BinaryPrimitives.WriteInt32LittleEndian(page.AsSpan(18), sequence);
        return Signed(page);
    }

    /// <summary>The page with the checksum that belongs to it (RFC 3533, section 6), counted bit by bit.</summary>
    public static byte[] Signed(byte[] page)
    {
        page.AsSpan(ChecksumOffset, sizeof(uint)).Clear();
        var checksum = 0u;
        foreach (var value in page)
        {
            checksum ^= (uint)value << 24;
            for (var bit = 0; bit < 8; bit++)
                checksum = (checksum << 1) ^ ((checksum & 0x8000_0000) != 0 ? 0x04C1_1DB7u : 0);
        }
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(ChecksumOffset), checksum);
        return page;
    }
}
