using System.Buffers;

namespace Kws.VisionInference.Decoding;

/// <summary>Decoded pixels in memory of the pool: RGB, 8 bits a channel, rows top to bottom without padding.</summary>
internal sealed class PixelImage : IDisposable
{
    public const int Channels = 3;

    private byte[]? _pixels;

    /// <summary>Room for a picture; the pixels are not cleared.</summary>
    public PixelImage(int width, int height)
    {
        Width = width;
        Height = height;
        _pixels = ArrayPool<byte>.Shared.Rent(checked(width * height * Channels));
    }

    public int Width { get; }

    public int Height { get; }

    /// <summary>How the stored pixels must be turned to stand upright.</summary>
    public Orientation Orientation { get; set; } = Orientation.Upright;

    /// <summary>What was wrong with the picture though every line of it came; null: nothing.</summary>
    public string? Flaw { get; set; }

    /// <summary>[height, width, 3].</summary>
    public Span<byte> Pixels =>
        (_pixels ?? throw new ObjectDisposedException(nameof(PixelImage))).AsSpan(0, Width * Height * Channels);

    /// <summary>[width, 3] of one row.</summary>
    public ReadOnlySpan<byte> Row(int y) => Pixels.Slice(y * Width * Channels, Width * Channels);

    /// <summary>Gives the memory back to the pool.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _pixels, null) is { } pixels)
            ArrayPool<byte>.Shared.Return(pixels);
    }
}
