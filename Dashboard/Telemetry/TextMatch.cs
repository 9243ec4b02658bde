namespace Kws.Dashboard.Telemetry;

/// <summary>The search box of the pages.</summary>
internal static class TextMatch
{
    /// <summary>
    /// Whether <paramref name="asked"/> occurs in a text or an attribute's value, in any case.
    /// <c>key=value</c> with the name of an attribute asks for that attribute alone.
    /// </summary>
    public static bool Matches(string asked, AttributeList attributes, params ReadOnlySpan<string> texts)
    {
        int equals = asked.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0 && attributes[asked[..equals].Trim()] is { } value)
            return Contains(value, asked[(equals + 1)..].Trim());
        foreach (string text in texts)
            if (Contains(text, asked))
                return true;
        foreach (KeyValuePair<string, string> attribute in attributes)
            if (Contains(attribute.Value, asked))
                return true;
        return false;
    }

    private static bool Contains(string text, string asked) => text.Contains(asked, StringComparison.OrdinalIgnoreCase);
}
