using MathNet.Numerics.Distributions;

namespace Kws.Evaluation;

/// <summary>What a count of rare events says of their rate.</summary>
public static class PoissonRate
{
    /// <summary>Exact confidence interval of the rate an hour (Garwood, Biometrika 28, 1936).</summary>
    /// <param name="count">Events, 0 or more.</param>
    /// <param name="hours">Observed time, above 0.</param>
    /// <param name="confidence">Share of such intervals that hold the true rate, above 0 and below 1.</param>
    public static (double Lower, double Upper) Interval(int count, double hours, double confidence = 0.95)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(hours);
        var tail = (1 - confidence) / 2;
        var lower = count == 0 ? 0 : ChiSquared.InvCDF(2 * count, tail) / 2;
        var upper = ChiSquared.InvCDF(2 * (count + 1), 1 - tail) / 2;
        return (lower / hours, upper / hours);
    }

    /// <summary>Hours without any event that would show, at this one-sided confidence, that the rate is at most so much
    /// an hour.</summary>
    public static double HoursNeeded(double ratePerHour, double confidence = 0.95) =>
        -Math.Log(1 - confidence) / ratePerHour;
}
