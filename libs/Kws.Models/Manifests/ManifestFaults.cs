using System.Globalization;

namespace Kws.Models;

/// <summary>Gathers a manifest's faults, each naming field, value and what was expected.</summary>
internal sealed class ManifestFaults
{
    private const int LongestValue = 80;

    private readonly List<string> _faults = [];

    public IReadOnlyList<string> All => _faults;

    public void Add(string field, object? value, string expected) =>
        _faults.Add($"{field} is {Show(value)}; expected {expected}");

    /// <summary>Takes over a fault that is worded already.</summary>
    public void Add(string fault) => _faults.Add(fault);

    public void Require(bool holds, string field, object? value, string expected)
    {
        if (!holds)
            Add(field, value, expected);
    }

    public void RequireRange(string field, double value, double low, double high) =>
        Require(value >= low && value <= high, field, value, $"{Text(low)} .. {Text(high)}");

    private static string Show(object? value)
    {
        var text = value switch
        {
            null => "missing",
            string s => $"'{s}'",
            IEnumerable<int> numbers => $"[{string.Join(", ", numbers)}]",
            _ => Text(value),
        };
        return text.Length <= LongestValue ? text : text[..LongestValue] + "...";
    }

    private static string Text(object value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
