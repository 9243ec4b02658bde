namespace Kws.VisionInference.Decoding;

/// <summary>
/// Writes a JPEG again so that libjpeg has nothing to warn of but what costs lines: it tells its first warning only,
/// and a harmless one would hide a missing half.
/// </summary>
internal static class JpegMending
{
    /// <summary>Largest number of bytes by which a mended JPEG is longer.</summary>
    public const int MostAdded = 4;

    /// <summary>The length of what was written.</summary>
    /// <param name="jpeg">Of which <see cref="JpegLayout.Read"/> made <paramref name="layout"/>.</param>
    /// <param name="layout">Its layout.</param>
    /// <param name="mended">At least as long as the JPEG and <see cref="MostAdded"/>.</param>
    public static int Write(ReadOnlySpan<byte> jpeg, JpegLayout layout, Span<byte> mended)
    {
        var length = Append(mended, 0, [JpegMarker.Prefix, JpegMarker.StartOfImage]);
        var segments = new JpegSegments(jpeg);
        while (segments.MoveNext() && segments.Marker != JpegMarker.EndOfImage)
        {
            length = Append(mended, length, [JpegMarker.Prefix, segments.Marker]);
            if (JpegMarker.IsBare(segments.Marker))
                continue;
            var bytes = segments.Payload.Length + 2;
            length = Append(mended, length, [(byte)(bytes >> 8), (byte)bytes]);
            var payload = mended.Slice(length, segments.Payload.Length);
            length = Append(mended, length, segments.Payload);
            Mend(segments.Marker, payload, layout);
            length = Append(mended, length, segments.ScanData);
        }
        return Append(mended, length, [JpegMarker.Prefix, JpegMarker.EndOfImage]);
    }

    private static void Mend(byte marker, Span<byte> payload, JpegLayout layout)
    {
        if (marker == JpegMarker.StartOfScan && !layout.IsProgressive)
            ((ReadOnlySpan<byte>)[0, 63, 0]).CopyTo(payload[^3..]);
        else if (marker == JpegMarker.Jfif && JpegLayout.HasOddJfifRevision(payload))
            payload[5] = 1;
        // What libjpeg assumes itself.
        else if (marker == JpegMarker.Adobe && JpegLayout.AdobeTransform(payload) is { } transform
            && !JpegLayout.IsKnownTransform(transform, layout.Components))
            payload[11] = (byte)(layout.Components == 4 ? 2 : 1);
    }

    private static int Append(Span<byte> mended, int length, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(mended[length..]);
        return length + bytes.Length;
    }
}
