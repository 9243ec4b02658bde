using System.Buffers.Binary;

namespace Kws.VisionInference.Decoding;

/// <summary>Takes a PNG's chunks apart (PNG specification, 3rd edition, 5.3).</summary>
internal static class PngChunks
{
    private const int SignatureBytes = 8;
    private const int FrameBytes = 12;

    /// <summary>The orientation that an <c>eXIf</c> chunk names.</summary>
    public static Orientation Orientation(ReadOnlySpan<byte> png)
    {
        for (var rest = png[SignatureBytes..]; TryTake(rest, out var chunk); rest = rest[chunk.Length..])
            if (chunk[4..8].SequenceEqual("eXIf"u8))
                return ExifOrientation.Read(chunk[8..^4]);
        return Decoding.Orientation.Upright;
    }

    /// <summary>
    /// Copies the chunks that hold the picture; the length of the copy. Left out are those that only say how to show
    /// it: decoders differ in which of gamma, profile and transparency they apply.
    /// </summary>
    /// <param name="png">The picture.</param>
    /// <param name="critical">At least as long.</param>
    public static int CopyCritical(ReadOnlySpan<byte> png, Span<byte> critical)
    {
        png[..SignatureBytes].CopyTo(critical);
        var length = SignatureBytes;
        var rest = png[SignatureBytes..];
        for (; TryTake(rest, out var chunk); rest = rest[chunk.Length..])
        {
            // Bit 5 of a name's first letter: the chunk is not needed for the picture.
            if ((chunk[4] & 0x20) != 0)
                continue;
            chunk.CopyTo(critical[length..]);
            length += chunk.Length;
        }
        // A chunk that is cut short: what there is of it.
        rest.CopyTo(critical[length..]);
        return length + rest.Length;
    }

    private static bool TryTake(ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> chunk)
    {
        chunk = default;
        if (rest.Length < FrameBytes)
            return false;
        var length = BinaryPrimitives.ReadUInt32BigEndian(rest);
        if (length > rest.Length - FrameBytes)
            return false;
        chunk = rest[..(int)(length + FrameBytes)];
        return true;
    }
}
