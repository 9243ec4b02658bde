using System.Globalization;
using System.Numerics.Tensors;

namespace Kws.Audio;

/// <summary>
/// The polyphase filters of one pair of rates: a Kaiser-windowed sinc sampled at <see cref="Up"/> fractions
/// of an input sample, or, where those are too many, at a fixed number between which is interpolated. Immutable,
/// at most 1 MiB.
/// </summary>
/// <remarks>
/// A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed., section 7.5.3 (Kaiser). Interpolating
/// linearly between 512 points a zero crossing errs by (pi / 512)^2 / 24 of the filter's peak, 116 dB down.
/// </remarks>
internal sealed class ResamplerPlan
{
    public const int MinRateHz = 4_000;
    public const int MaxRateHz = 192_000;

    // With 48 crossings a side and 80 dB the transition is 0.105 of the lower rate's Nyquist frequency wide
    // on either side of the cut-off: flat to 0.895 of it, silent from its very edge.
    private const int CrossingsPerSide = 48;
    private const double RelativeCutoff = 0.947;
    private const double KaiserBeta = 7.857;
    private static readonly double KaiserPeak = Bessel0(KaiserBeta);
    private const int PhasesPerCrossing = 512;
    private const int MaxCoefficients = 1 << 18;

    private readonly float[] _rows;

    /// <exception cref="InvalidAudioException">A rate outside the limits.</exception>
    public ResamplerPlan(int fromHz, int toHz)
    {
        CheckRate("sample_rate_hz", fromHz);
        CheckRate("target sample_rate_hz", toHz);
        var divisor = Gcd(fromHz, toHz);
        Up = toHz / divisor;
        Down = fromHz / divisor;
        Half = (int)Math.Ceiling(CrossingsPerSide * Math.Max(1.0, (double)fromHz / toHz));
        IsExact = (long)Up * Taps <= MaxCoefficients;
        // A filter that is stretched over more input samples changes less from one of their fractions to the next.
        Phases = IsExact ? Up : (int)Math.Ceiling(PhasesPerCrossing * Math.Min(1.0, (double)toHz / fromHz));
        var rows = IsExact ? Phases : Phases + 1;
        _rows = new float[rows * Taps];
        var cutoff = RelativeCutoff * 0.5 * Math.Min(1.0, (double)toHz / fromHz);
        for (var row = 0; row < rows; row++)
            FillRow(_rows.AsSpan(row * Taps, Taps), (double)row / Phases, cutoff);
    }

    /// <summary>Whether each of the <see cref="Up"/> fractions has a row of its own.</summary>
    public bool IsExact { get; }

    /// <summary>Parts into which an input sample is divided: row r is that of the fraction r / Phases. When not
    /// <see cref="IsExact"/>, there is a row for the fraction 1 as well.</summary>
    public int Phases { get; }

    /// <summary>Output samples for <see cref="Down"/> input samples.</summary>
    public int Up { get; }

    public int Down { get; }

    /// <summary>Input samples on either side of an output sample that it depends on.</summary>
    public int Half { get; }

    public int Taps => 2 * Half;

    /// <summary>Weights of the inputs from floor(t) - Half + 1 to floor(t) + Half, for t with fraction row /
    /// Phases.</summary>
    public ReadOnlySpan<float> Row(int row) => _rows.AsSpan(row * Taps, Taps);

    /// <summary>The output sample at the fraction phase / Up.</summary>
    /// <param name="inputs">[Taps], those that <see cref="Row"/> weighs.</param>
    /// <param name="phase">0 .. Up - 1.</param>
    public float Output(ReadOnlySpan<float> inputs, int phase)
    {
        if (IsExact)
            return TensorPrimitives.Dot(inputs, Row(phase));
        var (row, rest) = Math.DivRem((long)phase * Phases, Up);
        var before = TensorPrimitives.Dot(inputs, Row((int)row));
        return before + (TensorPrimitives.Dot(inputs, Row((int)row + 1)) - before) * rest / Up;
    }

    private void FillRow(Span<float> row, double fraction, double cutoff)
    {
        var sum = 0.0;
        for (var i = 0; i < row.Length; i++)
            sum += row[i] = (float)Weight(i - Half + 1 - fraction, cutoff);
        for (var i = 0; i < row.Length; i++)
            row[i] = (float)(row[i] / sum);
    }

    private double Weight(double distance, double cutoff)
    {
        var u = distance / Half;
        if (Math.Abs(u) >= 1)
            return 0;
        var x = 2 * Math.PI * cutoff * distance;
        var sinc = x == 0 ? 1 : Math.Sin(x) / x;
        return sinc * Bessel0(KaiserBeta * Math.Sqrt(1 - u * u)) / KaiserPeak;
    }

    /// <summary>Modified Bessel function of order 0, by its power series.</summary>
    private static double Bessel0(double x)
    {
        var (sum, term) = (1.0, 1.0);
        for (var k = 1; term > 1e-16 * sum; k++)
            sum += term *= x * x / (4.0 * k * k);
        return sum;
    }

    private static void CheckRate(string field, int rateHz)
    {
        if (rateHz is < MinRateHz or > MaxRateHz)
            throw new InvalidAudioException(field, Text(rateHz), $"{MinRateHz} to {MaxRateHz}");
    }

    private static int Gcd(int a, int b) => b == 0 ? a : Gcd(b, a % b);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
