namespace Kws.Cli.Output;

/// <summary>Draws a matrix as colours: time to the right, bands upward, dark is low and bright is high.</summary>
internal static class HeatMap
{
    // Black, purple, red, orange, pale yellow: brightness rises throughout, so it reads in grey too.
    private static readonly (byte R, byte G, byte B)[] Stops =
        [(0, 0, 4), (60, 15, 110), (140, 41, 129), (222, 73, 104), (254, 159, 109), (252, 253, 191)];

    /// <param name="values">Row-major [frames, bands].</param>
    /// <param name="scale">Pixels a value, in both directions; at least 1.</param>
    /// <returns>A PNG file, frames * scale wide and bands * scale high.</returns>
    public static byte[] ToPng(ReadOnlySpan<float> values, int frames, int bands, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, frames * bands);
        (float low, float high) = Range(values);
        float span = high > low ? high - low : 1;
        int width = frames * scale, height = bands * scale;
        byte[] pixels = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            int band = bands - 1 - y / scale;
            for (int x = 0; x < width; x++)
            {
                float value = values[x / scale * bands + band];
                (byte r, byte g, byte b) = ColourOf((value - low) / span);
                int at = (y * width + x) * 3;
                pixels[at] = r;
                pixels[at + 1] = g;
                pixels[at + 2] = b;
            }
        }
        return PngFormat.Encode(pixels, width, height);
    }

    private static (float Low, float High) Range(ReadOnlySpan<float> values)
    {
        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        foreach (float value in values)
        {
            low = Math.Min(low, value);
            high = Math.Max(high, value);
        }
        return (low, high);
    }

    private static (byte R, byte G, byte B) ColourOf(float share)
    {
        float at = Math.Clamp(share, 0, 1) * (Stops.Length - 1);
        int stop = Math.Min((int)at, Stops.Length - 2);
        float part = at - stop;
        (byte r0, byte g0, byte b0) = Stops[stop];
        (byte r1, byte g1, byte b1) = Stops[stop + 1];
        return (Between(r0, r1, part), Between(g0, g1, part), Between(b0, b1, part));
    }

    private static byte Between(byte from, byte to, float part) => (byte)MathF.Round(from + (to - from) * part);
}
