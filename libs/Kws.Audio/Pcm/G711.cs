namespace Kws.Audio;

/// <summary>The tables of ITU-T G.711, full scale 1.0.</summary>
public static class G711
{
    private const float Scale = 1f / 32_768;

    // In units of 16 bits: the bias of the segments, and the loudest that a code stands for with it.
    private const int Bias = 132;
    private const int LoudestMuLaw = 32_635;

    internal static float[] MuLaw { get; } =
        [.. Enumerable.Range(0, 256).Select(code => DecodeMuLaw((byte)code) * Scale)];

    internal static float[] ALaw { get; } =
        [.. Enumerable.Range(0, 256).Select(code => DecodeALaw((byte)code) * Scale)];

    /// <summary>The mu-law code of a sample; what is louder than the loudest code is that one.</summary>
    public static byte ToMuLaw(short sample)
    {
        var magnitude = Math.Min(Math.Abs((int)sample), LoudestMuLaw) + Bias;
        var segment = System.Numerics.BitOperations.Log2((uint)magnitude) - 7;
        return (byte)~((sample < 0 ? 0x80 : 0) | (segment << 4) | ((magnitude >> (segment + 3)) & 15));
    }

    /// <summary>The sample of a mu-law code, in (-1, 1).</summary>
    public static float FromMuLaw(byte code) => MuLaw[code];

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
