namespace Kws.Features;

/// <summary>The three factors of one radix-4 butterfly: e^(-2 pi i p k / (4 m)) for k = 1, 2, 3.</summary>
internal readonly struct Radix4Twiddles
{
    /// <param name="table">A table made by <see cref="Table"/>.</param>
    public Radix4Twiddles(ReadOnlySpan<float> table, int p, int m)
    {
        Cos1 = table[p];
        Cos2 = table[m + p];
        Cos3 = table[2 * m + p];
        Sin1 = table[3 * m + p];
        Sin2 = table[4 * m + p];
        Sin3 = table[5 * m + p];
    }

    private Radix4Twiddles(float cos) => (Cos1, Cos2, Cos3) = (cos, cos, cos);

    /// <summary>Factors of 1.</summary>
    public static Radix4Twiddles None { get; } = new(1);

    public float Cos1 { get; }

    public float Cos2 { get; }

    public float Cos3 { get; }

    public float Sin1 { get; }

    public float Sin2 { get; }

    public float Sin3 { get; }

    /// <summary>[6, m]: cosines for k = 1, 2, 3, then sines.</summary>
    public static float[] Table(int m)
    {
        var table = new float[6 * m];
        for (var k = 1; k <= 3; k++)
        {
            for (var p = 0; p < m; p++)
            {
                var angle = -2 * Math.PI * p * k / (4 * m);
                table[(k - 1) * m + p] = (float)Math.Cos(angle);
                table[(k + 2) * m + p] = (float)Math.Sin(angle);
            }
        }

        return table;
    }
}
