using System.Globalization;
using System.Text;

namespace Kws.ServiceDefaults.Errors;

/// <summary>Foreign text, such as a field of a request, made fit for a log line, a message or a terminal.</summary>
public static class Printable
{
    private const int LongestText = 64;

    /// <summary>
    /// The text with everything that moves a cursor, ends a line or hides itself as <c>\u001B</c>, cut to
    /// about <paramref name="longest"/> characters and <c>...</c>. Unassigned and private characters count as such.
    /// </summary>
    public static string Text(string text, int longest = LongestText)
    {
        var shown = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (shown.Length >= longest)
                return shown.Append("...").ToString();
            if (IsShown(rune))
                shown.Append(rune.ToString());
            else
                shown.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:X4}");
        }
        return shown.ToString();
    }

    private static bool IsShown(Rune rune) => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.Surrogate);
}
