namespace Kws.Tts.Text;

/// <summary>Markup that makes an engine speak a text letter by letter.</summary>
internal static class Spelling
{
    /// <summary>An SSML document that spells a plain text.</summary>
    public static SpokenText ToSsml(string text)
    {
        var spelled = new SpokenText.Builder().Markup("<speak><say-as interpret-as=\"characters\">");
        for (var i = 0; i < text.Length; i++)
            spelled.Escaped(text[i], new TextSpan(i, i + 1));
        return spelled.Markup("</say-as></speak>").Build();
    }
}
