using System.Security;

namespace Kws.Tts.Text;

/// <summary>Markup that makes an engine speak a text letter by letter.</summary>
internal static class Spelling
{
    /// <summary>An SSML document that spells a plain text.</summary>
    public static string ToSsml(string text) =>
        $"<speak><say-as interpret-as=\"characters\">{SecurityElement.Escape(text)}</say-as></speak>";
}
