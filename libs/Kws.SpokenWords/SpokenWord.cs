namespace Kws.SpokenWords;

/// <summary>A word that a voice shall speak, and its label.</summary>
/// <param name="Label">Of letters, digits and '-'.</param>
/// <param name="Text">As it is spoken.</param>
public sealed record SpokenWord(string Label, string Text)
{
    // As the server reads names, with room for the model's.
    private const int LongestLabel = 60;

    /// <summary>"Lights on" is <c>lights-on</c>.</summary>
    /// <exception cref="InvalidSpokenWordException">Nothing of it can be a label.</exception>
    public static SpokenWord OfText(string text)
    {
        var parts = new string([.. text.Trim().ToLowerInvariant()
            .Select(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' ? c : c is '\'' or '’' ? '\0' : '-')
            .Where(c => c != '\0')]).Split('-', StringSplitOptions.RemoveEmptyEntries);
        var label = string.Join('-', parts).TrimStart('_', '.', '-');
        if (label.Length is 0 or > LongestLabel)
            throw new InvalidSpokenWordException(
                text, $"it must hold letters a to z or digits, for a label of 1 to {LongestLabel} characters");
        return label is "unknown" or "silence"
            ? throw new InvalidSpokenWordException(text, "it is the label of what is no word; say another")
            : new SpokenWord(label, text.Trim());
    }

    /// <summary>The folder <c>lights-on</c> is spoken "lights on".</summary>
    public static SpokenWord OfLabel(string label) => new(label, label.Replace('-', ' ').Replace('_', ' '));
}
