using System.Globalization;
using System.Text.RegularExpressions;

namespace Kws.Documentation.Tests.Scaling;

/// <summary>Lines of <c>name = expression</c>, each of numbers, earlier names, <c>+ - * /</c>, parentheses and
/// <c>up(x)</c>, which rounds up.</summary>
internal sealed partial class Formulas(string text)
{
    private readonly (string Name, string Expression)[] _lines =
    [
        .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2))
            .Select(parts => (parts[0].Trim(), parts[1])),
    ];

    /// <summary>All values, with those that are given.</summary>
    /// <exception cref="FormatException">An expression is none, or has a name that is not known yet.</exception>
    public Dictionary<string, double> Solve(IReadOnlyDictionary<string, double> given)
    {
        var known = new Dictionary<string, double>(given);
        foreach (var (name, expression) in _lines)
        {
            var reader = new Reader(expression, known);
            known[name] = reader.Whole();
        }
        return known;
    }

    [GeneratedRegex(@"\s*(?<token>[a-z_0-9.]+|[-+*/()])\s*")]
    private static partial Regex Token();

    private sealed class Reader(string expression, Dictionary<string, double> known)
    {
        private readonly Queue<string> _tokens = new(Token().Matches(expression).Select(m => m.Groups["token"].Value));

        public double Whole()
        {
            var value = Sum();
            return _tokens.Count == 0 ? value : throw new FormatException($"'{_tokens.Peek()}' of{expression}");
        }

        private double Sum()
        {
            var value = Product();
            while (_tokens.TryPeek(out var sign) && sign is "+" or "-")
                value += _tokens.Dequeue() == "+" ? Product() : -Product();
            return value;
        }

        private double Product()
        {
            var value = Factor();
            while (_tokens.TryPeek(out var sign) && sign is "*" or "/")
                value = _tokens.Dequeue() == "*" ? value * Factor() : value / Factor();
            return value;
        }

        private double Factor()
        {
            if (!_tokens.TryDequeue(out var token))
                throw new FormatException($"something is missing at the end of{expression}");
            if (token is "(" or "up")
            {
                if (token == "up")
                    _tokens.Dequeue();
                var value = Sum();
                _tokens.Dequeue();
                // A product such as 0.28 * 5000 is a little off its whole number.
                return token == "up" ? Math.Ceiling(Math.Round(value, 6)) : value;
            }
            if (double.TryParse(token, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number))
                return number;
            return known.TryGetValue(token, out var found)
                ? found
                : throw new FormatException($"'{token}' of{expression}");
        }
    }
}
