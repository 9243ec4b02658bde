namespace Kws.Cli.CommandLine;

/// <summary>Orders names with the numbers in them as numbers: frame10 comes after frame9.</summary>
internal sealed class NumberedNameComparer : IComparer<string>
{
    public static readonly NumberedNameComparer Instance = new();

    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var order = Compare(Next(ref left), Next(ref right));
            if (order != 0)
                return order;
        }
        return left.Length.CompareTo(right.Length) is var rest and not 0 ? rest : string.CompareOrdinal(x, y);
    }

    /// <summary>Takes the digits, or the other characters, that come first.</summary>
    private static ReadOnlySpan<char> Next(ref ReadOnlySpan<char> text)
    {
        var isNumber = char.IsAsciiDigit(text[0]);
        var length = 1;
        while (length < text.Length && char.IsAsciiDigit(text[length]) == isNumber)
            length++;
        var part = text[..length];
        text = text[length..];
        return part;
    }

    private static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        if (!char.IsAsciiDigit(left[0]) || !char.IsAsciiDigit(right[0]))
            return left.CompareTo(right, StringComparison.Ordinal);
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        // Without leading zeros the longer number is the larger.
        return left.Length != right.Length
            ? left.Length.CompareTo(right.Length)
            : left.CompareTo(right, StringComparison.Ordinal);
    }
}
