namespace Kws.VisionInference.Tests.Decoding;

/// <summary>Takes a progressive JPEG apart.</summary>
internal static class JpegScans
{
    private static ReadOnlySpan<byte> StartOfScan => [0xFF, 0xDA];

    private static ReadOnlySpan<byte> EndOfImage => [0xFF, 0xD9];

    /// <summary>The picture with its last scan said over and over.</summary>
    public static byte[] RepeatLast(byte[] progressive, int times)
    {
        var scan = progressive.AsSpan().LastIndexOf(StartOfScan);
        var end = progressive.AsSpan().LastIndexOf(EndOfImage);
        return [.. progressive[..scan], .. Enumerable.Repeat(progressive[scan..end], times).SelectMany(bytes => bytes),
            .. progressive[end..]];
    }
}
