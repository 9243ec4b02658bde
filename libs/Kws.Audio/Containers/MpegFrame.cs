namespace Kws.Audio;

/// <summary>Headers of MPEG audio frames, layer III, as MP3 files and radio streams have them.</summary>
/// <remarks>ISO/IEC 11172-3, 2.4.2.3. One header alone also occurs in bare samples; two more of the same kind, each
/// where the one before says that it is, do not.</remarks>
internal static class MpegFrame
{
    private static readonly int[] s_kilobits1 = [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320];
    private static readonly int[] s_kilobits2 = [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160];
    private static readonly int[] s_rates = [44_100, 48_000, 32_000];

    /// <summary>Whether the bytes could be a frame's header, of which the next is still to be seen.</summary>
    public static bool MayBeAt(ReadOnlySpan<byte> bytes) => LengthAt(bytes) > 0;

    /// <summary>Whether three frames of one version and rate follow each other, or two at the end of the
    /// bytes.</summary>
    public static bool AreAt(ReadOnlySpan<byte> bytes)
    {
        var at = LengthAt(bytes);
        for (var followers = 0; followers < 2; followers++)
        {
            if (at == 0 || at + 4 > bytes.Length)
                return at > 0 && followers > 0;
            var next = bytes[at..];
            var length = LengthAt(next);
            if (length == 0 || ((next[1] ^ bytes[1]) & 0xFE) != 0 || ((next[2] ^ bytes[2]) & 0x0C) != 0)
                return false;
            at += length;
        }
        return true;
    }

    private static int LengthAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4 || bytes[0] != 0xFF || (bytes[1] & 0xE6) != 0xE2)
            return 0;
        var version = (bytes[1] >> 3) & 3;
        var (bits, rate) = (bytes[2] >> 4, (bytes[2] >> 2) & 3);
        if (version == 1 || bits is 0 or 15 || rate == 3)
            return 0;
        var isFirst = version == 3;
        var hertz = s_rates[rate] >> (isFirst ? 0 : version == 2 ? 1 : 2);
        var kilobits = (isFirst ? s_kilobits1 : s_kilobits2)[bits];
        return (isFirst ? 144_000 : 72_000) * kilobits / hertz + ((bytes[2] >> 1) & 1);
    }
}
