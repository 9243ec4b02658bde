namespace Kws.VisionInference.Decoding;

/// <summary>How a picture came.</summary>
internal enum ImageEncoding
{
    /// <summary>JPEG or PNG, told by its first bytes.</summary>
    Detect,
    Jpeg,
    Png,

    /// <summary>8 bits a channel, rows top to bottom without padding.</summary>
    Rgb,

    /// <inheritdoc cref="Rgb"/>
    Bgr,

    /// <summary>8 bits a pixel, rows top to bottom without padding.</summary>
    Grey,
}

/// <summary>A picture as it was received.</summary>
/// <param name="Encoding">How it came.</param>
/// <param name="Data">Not copied: valid as long as the message that holds it.</param>
/// <param name="Width">For raw encodings.</param>
/// <param name="Height">For raw encodings.</param>
internal readonly record struct EncodedImage(ImageEncoding Encoding, ReadOnlyMemory<byte> Data, int Width, int Height);
