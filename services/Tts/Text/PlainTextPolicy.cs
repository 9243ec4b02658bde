using System.Text;
using Kws.ServiceDefaults.Errors;

namespace Kws.Tts.Text;

/// <summary>Which texts are spoken at all.</summary>
internal static class PlainTextPolicy
{
    /// <summary>Checks length and characters of a text, plain or markup.</summary>
    /// <exception cref="InvalidRequestException">Empty, too long, or with a control character other than tab and line
    /// ends.</exception>
    public static void Check(string text, int maxBytes)
    {
        if (string.IsNullOrWhiteSpace(text))
            throw new InvalidRequestException("text", text.Length == 0 ? "empty" : "only white space",
                "at least one character to speak");
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes > maxBytes)
            throw new InvalidRequestException("text", $"{bytes} bytes", $"at most {maxBytes} bytes of UTF-8");
        for (var i = 0; i < text.Length; i++)
            if (char.IsControl(text[i]) && text[i] is not ('\t' or '\n' or '\r'))
                throw new InvalidRequestException("text", $"control character U+{(int)text[i]:X4} at offset {i}",
                    "no control characters but tab and line ends");
    }
}
