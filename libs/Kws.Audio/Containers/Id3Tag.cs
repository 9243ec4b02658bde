namespace Kws.Audio;

/// <summary>Tags that programs for music put before or after audio, whatever the format.</summary>
/// <remarks>id3.org: ID3v1, ID3v2.4.0 section 3; APEv2 has a footer of 32 bytes.</remarks>
internal static class Id3Tag
{
    /// <summary>Bytes that tell a tag at the begin.</summary>
    public const int HeaderLength = 10;

    /// <summary>Bytes of <see cref="LengthAfter"/> before the end that it needs.</summary>
    public const int MostTrailer = 128;

    private const int ApeFooterLength = 32;

    /// <summary>Length of the ID3v2 tag that begins here; 0: none.</summary>
    public static int LengthBefore(ReadOnlySpan<byte> start)
    {
        if (start.Length < HeaderLength || !start.StartsWith("ID3"u8))
            return 0;
        var size = 0;
        foreach (var b in start[6..10])
        {
            if (b > 127)
                return 0;
            size = size << 7 | b;
        }
        var hasFooter = (start[5] & 0x10) != 0;
        return HeaderLength + size + (hasFooter ? HeaderLength : 0);
    }

    /// <summary>Length of the tag that ends here: ID3v1, APEv2, or ID3v2 with a footer; 0: none.</summary>
    /// <param name="end">The last <see cref="MostTrailer"/> bytes, or all there are.</param>
    public static long LengthAfter(ReadOnlySpan<byte> end)
    {
        if (end.Length >= 128 && end[^128..].StartsWith("TAG"u8))
            return 128;
        if (end.Length >= ApeFooterLength && end[^ApeFooterLength..].StartsWith("APETAGEX"u8))
        {
            var footer = end[^ApeFooterLength..];
            var size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(footer[12..]);
            // The highest flag says that there is a header as well, which the size leaves out.
            return size + ((footer[23] & 0x80) != 0 ? ApeFooterLength : 0L);
        }
        if (end.Length < HeaderLength || !end[^HeaderLength..].StartsWith("3DI"u8))
            return 0;
        Span<byte> header = stackalloc byte[HeaderLength];
        end[^HeaderLength..].CopyTo(header);
        "ID3"u8.CopyTo(header);
        header[5] |= 0x10;
        return LengthBefore(header);
    }
}
