using System.Globalization;

namespace Kws.Features;

/// <summary>Numbers as ECMAScript prints them (ECMA-262, Number::toString), which RFC 8785 asks for.</summary>
internal static class EcmaScriptNumber
{
    /// <summary>Shortest decimal text that reads back as <paramref name="value"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">NaN or infinite: JSON has no such number.</exception>
    public static string Format(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON holds finite numbers only");
        if (value == 0)
            return "0";
        var sign = value < 0 ? "-" : "";
        var (digits, pointAt) = Decompose(Math.Abs(value));
        return sign + Layout(digits, pointAt);
    }

    /// <summary>Shortest digits d1 d2 ... and n such that the value is 0.d1d2... times 10^n.</summary>
    private static (string Digits, int PointAt) Decompose(double value)
    {
        var text = value.ToString("R", CultureInfo.InvariantCulture);
        var exponent = 0;
        var e = text.IndexOf('E', StringComparison.Ordinal);
        if (e >= 0)
        {
            exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..e];
        }

        var point = text.IndexOf('.', StringComparison.Ordinal);
        var pointAt = exponent + (point < 0 ? text.Length : point);
        var digits = text.Replace(".", "", StringComparison.Ordinal);
        var significant = digits.TrimStart('0');
        pointAt -= digits.Length - significant.Length;
        return (significant.TrimEnd('0'), pointAt);
    }

    private static string Layout(string digits, int pointAt)
    {
        var count = digits.Length;
        if (count <= pointAt && pointAt <= 21)
            return digits + new string('0', pointAt - count);
        if (pointAt is > 0 and <= 21)
            return $"{digits[..pointAt]}.{digits[pointAt..]}";
        if (pointAt is > -6 and <= 0)
            return "0." + new string('0', -pointAt) + digits;

        var exponent = pointAt - 1;
        var mantissa = count == 1 ? digits : $"{digits[..1]}.{digits[1..]}";
        return string.Create(CultureInfo.InvariantCulture,
            $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}");
    }
}
