namespace Kws.VisionInference.Decoding;

/// <summary>The second bytes of markers (ITU-T T.81, table B.1).</summary>
internal static class JpegMarker
{
    public const byte Prefix = 0xFF;
    public const byte StartOfImage = 0xD8;
    public const byte EndOfImage = 0xD9;
    public const byte StartOfScan = 0xDA;
    public const byte RestartInterval = 0xDD;
    public const byte Jfif = 0xE0;
    public const byte Exif = 0xE1;
    public const byte Adobe = 0xEE;

    private const byte Temporary = 0x01;

    /// <summary>Whether it stands within a scan's data and begins no segment: a stuffed 0xFF, or a restart.</summary>
    public static bool IsOfScanData(byte marker) => marker is 0 or (>= 0xD0 and <= 0xD7);

    /// <summary>Whether nothing belongs to it but itself.</summary>
    public static bool IsBare(byte marker) =>
        marker is Temporary or StartOfImage or EndOfImage || IsOfScanData(marker);

    /// <summary>Whether it begins a frame header; 0xC4, 0xC8 and 0xCC are tables and reserved.</summary>
    public static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    /// <summary>Whether a block takes at least two bits: a code for the mean, one for the end.</summary>
    public static bool IsHuffmanSequential(byte frame) => frame is 0xC0 or 0xC1;

    /// <summary>Whether the frame is spectral-selection or successive-approximation coded.</summary>
    public static bool IsProgressive(byte frame) => frame is 0xC2 or 0xCA;
}
