namespace Kws.Audio;

/// <summary>The decoding tables of ITU-T G.711, full scale 1.0.</summary>
internal static class G711
{
    private const float Scale = 1f / 32_768;

    public static float[] MuLaw { get; } =
        [.. Enumerable.Range(0, 256).Select(code => DecodeMuLaw((byte)code) * Scale)];

    public static float[] ALaw { get; } = [.. Enumerable.Range(0, 256).Select(code => DecodeALaw((byte)code) * Scale)];

    // Bits are sent inverted; 33 is the bias of the segments, in units of 1 of 14 bits, here scaled to 16.
    private static int DecodeMuLaw(byte code)
    {
        var bits = (byte)~code;
        var segment = (bits >> 4) & 7;
        var magnitude = ((((bits & 15) << 1) + 33) << segment) - 33;
        return ((bits & 0x80) != 0 ? -magnitude : magnitude) * 4;
    }

    // Even bits are sent inverted; the first two segments have the same step.
    private static int DecodeALaw(byte code)
    {
        var bits = code ^ 0x55;
        var segment = (bits >> 4) & 7;
        var magnitude = ((bits & 15) << 1) + (segment == 0 ? 1 : 33);
        magnitude <<= Math.Max(segment - 1, 0);
        return ((bits & 0x80) != 0 ? magnitude : -magnitude) * 8;
    }
}
