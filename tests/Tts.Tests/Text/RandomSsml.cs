using System.Text;

namespace Kws.Tts.Tests.Text;

/// <summary>Documents at random, most of them within the subset.</summary>
internal sealed class RandomSsml(int seed)
{
    // Each one word to the library, whatever stands beside it.
    private static readonly string[] s_words =
        ["kitchen", "garden", "window", "river", "mountain", "letter", "orange", "silver", "paper", "button"];

    private static readonly string[] s_hidden =
    [
        "<!-- > <break time=\"60s\"/> -->", "<!-- > <audio src=\"/etc/passwd\"/> -->", "<!-- <voice name=\"de\"> -->",
        "<!-- > </speak> hidden -->", "<!---->", "<!-- ' \" & < > -->",
    ];

    private static readonly string[] s_elements =
    [
        "<s>|</s>", "<p>|</p>", "<emphasis>|</emphasis>", "<emphasis level='strong'>|</emphasis>",
        "<prosody rate=\"150%\" volume='soft'>|</prosody>", "<prosody pitch=\"+5st\">|</prosody>",
        "<voice name=\"en-us\">|</voice>", "<say-as interpret-as=\"date\">|</say-as>",
    ];

    private readonly Random _random = new(seed);
    private readonly StringBuilder _text = new();

    /// <summary>The words that are to be spoken, in order.</summary>
    public List<string> Words { get; } = [];

    /// <summary>Milliseconds of all pauses that it asks for.</summary>
    public int PausesMs { get; private set; }

    /// <summary>Elements besides the root.</summary>
    public int Elements { get; private set; }

    /// <summary>A well-formed document of the subset.</summary>
    public string Write()
    {
        _text.Append(_random.Next(3) switch { 0 => "<?xml version=\"1.0\"?>\n", 1 => "\uFEFF", _ => "" });
        _text.Append(_random.Next(4) == 0 ? "<!-- > <speak> -->\r\n" : "");
        _text.Append("<speak>");
        WriteContent(0);
        return _text.Append("</speak>").ToString();
    }

    /// <summary>A document with some characters changed, moved or repeated.</summary>
    public string Mutate(string document)
    {
        const string Odd = "<>&\"'/!-[]?=;# \t\r\n\0\u0001\uFEFF\uE03C\u0301aZ9.%";
        var text = new StringBuilder(document);
        for (var i = _random.Next(1, 3); i > 0 && text.Length > 0; i--)
        {
            var at = _random.Next(text.Length);
            var length = Math.Min(_random.Next(1, 40), text.Length - at);
            switch (_random.Next(5))
            {
                case 0:
                    text[at] = Odd[_random.Next(Odd.Length)];
                    break;
                case 1:
                    text.Remove(at, length);
                    break;
                case 2:
                    text.Insert(_random.Next(text.Length), text.ToString(at, length));
                    break;
                case 3:
                    text.Insert(at, s_hidden[_random.Next(s_hidden.Length)]);
                    break;
                default:
                    text.Insert(at, new string(Odd[_random.Next(Odd.Length)], _random.Next(1, 300)));
                    break;
            }
        }
        return text.ToString();
    }

    private void WriteContent(int depth)
    {
        for (var i = _random.Next(1, 6); i > 0; i--)
        {
            _text.Append(' ');
            WriteNode(depth);
            _text.Append(_random.Next(5) == 0 ? "\r\n" : " ");
        }
    }

    private void WriteNode(int depth)
    {
        var word = s_words[_random.Next(s_words.Length)];
        switch (_random.Next(depth < 4 ? 9 : 6))
        {
            case 0:
                _text.Append(s_hidden[_random.Next(s_hidden.Length)]);
                break;
            case 1:
                _text.Append(Add($"<![CDATA[{word}]]>", word));
                break;
            case 2:
                _text.Append(Add($"&#x{(int)word[0]:x};{word[1..^1]}&#{(int)word[^1]};", word));
                break;
            case 3:
                var pause = _random.Next(1, 60) * 10;
                _text.Append($"<break time=\"{pause}ms\"/>");
                (PausesMs, Elements) = (PausesMs + pause, Elements + 1);
                break;
            case 4:
                _text.Append(Add($"{word[..3]}<!-- > -->{word[3..]}", word));
                break;
            case 5:
                _text.Append(Add(word, word)).Append(_random.Next(2) == 0 ? " &gt; > &lt;b&gt; " : "");
                break;
            default:
                var element = s_elements[_random.Next(s_elements.Length)].Split('|');
                Elements++;
                _text.Append(element[0]);
                WriteContent(depth + 1);
                _text.Append(element[1]);
                break;
        }
    }

    private string Add(string written, string word)
    {
        Words.Add(word);
        return written;
    }
}
