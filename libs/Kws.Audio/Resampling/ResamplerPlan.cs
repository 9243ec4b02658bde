using System.Globalization;

namespace Kws.Audio;

/// <summary>
/// The polyphase filters of one pair of rates: a Kaiser-windowed sinc sampled at <see cref="Up"/> fractions
/// of an input sample. Immutable.
/// </summary>
/// <remarks>A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 3rd ed., section 7.5.3 (Kaiser).</remarks>
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
    private const int MaxCoefficients = 1 << 18;

    private readonly float[] _rows;

    /// <exception cref="InvalidAudioException">A rate outside the limits, or a ratio that needs too many
    /// filters.</exception>
    public ResamplerPlan(int fromHz, int toHz)
    {
        CheckRate("sample_rate_hz", fromHz);
        CheckRate("target sample_rate_hz", toHz);
        var divisor = Gcd(fromHz, toHz);
        Up = toHz / divisor;
        Down = fromHz / divisor;
        Half = (int)Math.Ceiling(CrossingsPerSide * Math.Max(1.0, (double)fromHz / toHz));
        if ((long)Up * Taps > MaxCoefficients)
            throw new InvalidAudioException("sample_rate_hz", Text(fromHz),
                $"a rate whose ratio to {toHz} has a numerator of at most {MaxCoefficients / Taps} (is {Up}/{Down})");
        _rows = new float[Up * Taps];
        var cutoff = RelativeCutoff * 0.5 * Math.Min(1.0, (double)toHz / fromHz);
        for (var phase = 0; phase < Up; phase++)
            FillRow(_rows.AsSpan(phase * Taps, Taps), (double)phase / Up, cutoff);
    }

    /// <summary>Output samples for <see cref="Down"/> input samples.</summary>
    public int Up { get; }

    public int Down { get; }

    /// <summary>Input samples on either side of an output sample that it depends on.</summary>
    public int Half { get; }

    public int Taps => 2 * Half;

    /// <summary>Weights of the inputs from floor(t) - Half + 1 to floor(t) + Half, for t with fraction phase /
    /// Up.</summary>
    public ReadOnlySpan<float> Row(int phase) => _rows.AsSpan(phase * Taps, Taps);

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
