using System.Globalization;

namespace Kws.Dashboard.Pages;

/// <summary>Numbers and times for people.</summary>
public static class DisplayText
{
    /// <summary>Three digits with the unit that fits: <c>850 µs</c>, <c>12.3 ms</c>, <c>4.56 s</c>, <c>2 min 5 s</c>.</summary>
    public static string Duration(TimeSpan duration) => duration.TotalSeconds switch
    {
        < 0.001 => $"{Digits(duration.TotalMicroseconds)} µs",
        < 1 => $"{Digits(duration.TotalMilliseconds)} ms",
        < 60 => $"{Digits(duration.TotalSeconds)} s",
        < 3600 => $"{(int)duration.TotalMinutes} min {duration.Seconds} s",
        _ => $"{(int)duration.TotalHours} h {duration.Minutes} min",
    };

    /// <summary>UTC, to the millisecond; the script shows it in the reader's zone.</summary>
    public static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("o", CultureInfo.InvariantCulture);

    /// <summary>The begin of a trace or span id, enough to tell them apart.</summary>
    public static string ShortId(string id) => id.Length <= 7 ? id : id[..7];

    /// <summary>For styles, where a comma would be wrong.</summary>
    public static string Percent(double value) => value.ToString("0.###", CultureInfo.InvariantCulture) + "%";

    /// <summary>Short enough for a column.</summary>
    public static string Level(LogLevel level) => level switch
    {
        LogLevel.Information => "Info",
        LogLevel.Warning => "Warn",
        _ => level.ToString(),
    };

    private static string Digits(double value) =>
        value.ToString(value >= 100 ? "0" : value >= 10 ? "0.#" : "0.##", CultureInfo.InvariantCulture);
}
