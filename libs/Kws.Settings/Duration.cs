using System.Globalization;

namespace Kws.Settings;

/// <summary>How people read a time.</summary>
public static class Duration
{
    /// <summary>Such as <c>0</c>, <c>4 ms</c>, <c>0.5 s</c>, <c>60 s</c>, <c>10 min</c>, <c>1 h</c>.</summary>
    public static string Text(TimeSpan time)
    {
        if (time == TimeSpan.Zero)
            return "0";
        var (number, unit) = time.TotalSeconds switch
        {
            < 0.1 => (time.TotalMilliseconds, "ms"),
            <= 60 => (time.TotalSeconds, "s"),
            < 3600 => (time.TotalMinutes, "min"),
            _ => (time.TotalHours, "h"),
        };
        return string.Create(CultureInfo.InvariantCulture, $"{number:0.###} {unit}");
    }
}
