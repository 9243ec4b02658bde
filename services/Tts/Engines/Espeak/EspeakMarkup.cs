using System.Globalization;
using Kws.Tts.Text;

namespace Kws.Tts.Engines.Espeak;

/// <summary>A document as espeak-ng gets it.</summary>
/// <param name="Text">The markup, with the places of its characters in the job's text.</param>
/// <param name="PausesMs">How long each of its marks asks for silence, in their order.</param>
internal sealed record EspeakDocument(SpokenText Text, IReadOnlyList<int> PausesMs);

/// <summary>Writes a job's document so that espeak-ng 1.51 speaks what the document says.</summary>
/// <remarks>
/// Its parser ends comments at the first <c>&gt;</c>, reads whole numbers only, forgets the voice around an inner one,
/// reads a reference that follows a sentence's end twice, and drops pauses at the begin and beside each other. So tags
/// carry values within the ranges of the request's own fields, voices never stand in each other, and a pause is a short
/// one with a mark, at which <see cref="PauseStage"/> puts in the rest. Too many changes at a place lose speech, see
/// <see cref="ChangeLimit"/>.
/// </remarks>
internal sealed class EspeakMarkup
{
    // The short pause makes a clause of what stands before it. Marks are told in order, so that they need no names.
    private const string PauseMark = "<break time=\"20ms\"/><mark name=\"p\"/>";

    private readonly SpokenText.Builder _text = new();
    private readonly List<int> _pausesMs = [];
    private readonly Stack<(string Closing, Settings Around, int Changes)> _open = [];
    private readonly ChangeLimit _limit;
    private readonly Settings _voice;
    private Settings _now;

    // Changes of the element that opens.
    private int _changes;

    private EspeakMarkup(SpeechJob job)
    {
        _limit = new ChangeLimit(_text);
        _now = _voice = new Settings(job.RateWpm, job.Pitch, job.Volume, "", new SpeakerChoice());
    }

    /// <summary>The document of a job.</summary>
    public static EspeakDocument Write(SpeechJob job)
    {
        var markup = new EspeakMarkup(job);
        foreach (var node in SsmlReader.ReadOwn(job.Text))
            markup.Add(node);
        markup._limit.EndClause();
        return new EspeakDocument(markup._text.Build(), markup._pausesMs);
    }

    private void Add(SsmlNode node)
    {
        switch (node.Kind)
        {
            case SsmlNodeKind.Open:
                var around = _now;
                _changes = 0;
                _open.Push((Open(node), around, _changes));
                break;
            case SsmlNodeKind.Close:
                // What it changed is changed back.
                (var closing, _now, var changes) = _open.Pop();
                _limit.Add(changes);
                _text.Markup(closing);
                EndClauseAt(node);
                break;
            case SsmlNodeKind.Text:
                AddText(node);
                break;
        }
    }

    private void EndClauseAt(SsmlNode node)
    {
        if (node.Name is "p" or "s")
            _limit.EndClause();
    }

    // Returns what closes it.
    private string Open(SsmlNode node)
    {
        var closing = node.Name switch
        {
            "break" => Pause(node),
            "prosody" => Prosody(node),
            "emphasis" => Emphasis(node["level"] ?? "moderate"),
            "say-as" when Interpretation(node) is { } known =>
                Tag("say-as", $" interpret-as=\"{known}\"{(node["format"] == "glyphs" ? " format=\"glyphs\"" : "")}"),
            "p" or "s" or "speak" => Tag(node.Name, ""),
            _ => "",
        };
        EndClauseAt(node);
        return node.Name == "voice" || node["xml:lang"] is not null ? Speaker(node) + closing : closing;
    }

    private string Tag(string name, string attributes)
    {
        _text.Markup($"<{name}{attributes}>");
        return $"</{name}>";
    }

    private string Pause(SsmlNode node)
    {
        var milliseconds = node["time"] is { } time
            ? SsmlValues.PauseMs(time)!.Value
            : SsmlValues.Strengths[node["strength"] ?? SsmlValues.DefaultStrength];
        if (milliseconds == 0)
            return "";
        _text.Markup(PauseMark);
        _limit.EndClause();
        _pausesMs.Add(milliseconds);
        return "";
    }

    private string Prosody(SsmlNode node)
    {
        var (attributes, around) = ("", _now);
        if (node["rate"] is { } rate)
        {
            var wanted = SsmlValues.Prosody("rate", rate, _voice.RateWpm, _now.RateWpm)!.Value;
            // The library takes a rate in percent of the one around, cut to a whole number.
            var percent = (int)Math.Round(Math.Clamp(wanted, 80, 450) * 100 / _now.RateWpm);
            _now = _now with { RateWpm = Math.Max(1, _now.RateWpm * percent / 100) };
            attributes += Number("rate", percent) + "%\"";
        }
        if (node["pitch"] is { } pitch)
        {
            _now = _now with { Pitch = Whole(SsmlValues.Prosody("pitch", pitch, _voice.Pitch, _now.Pitch)!.Value, 99) };
            attributes += Number("pitch", _now.Pitch) + "\"";
        }
        if (node["volume"] is { } volume)
        {
            var wanted = SsmlValues.Prosody("volume", volume, _voice.Volume, _now.Volume)!.Value;
            _now = _now with { Volume = Whole(wanted, 200) };
            attributes += Number("volume", _now.Volume) + "\"";
        }
        CountChanges(around, _now);
        return Tag("prosody", attributes);
    }

    // The library sets a volume of its own for emphasis, whatever the volume around.
    private string Emphasis(string level)
    {
        var wanted = Whole(_now.Volume * SsmlValues.Emphases[level] / 100.0, 200);
        var emphasized = _now with { Volume = SsmlValues.Emphases[level], Emphasis = level };
        CountChanges(_now, emphasized);
        var closing = Tag("emphasis", $" level=\"{level}\"");
        _now = emphasized with { Volume = wanted };
        CountChanges(emphasized, _now);
        return Tag("prosody", Number("volume", _now.Volume) + "\"") + closing;
    }

    // Before the markup that makes them. A change of the rate takes no room in the library's queue.
    private void CountChanges(Settings before, Settings after)
    {
        var changes = (before.Pitch == after.Pitch ? 0 : 1) + (before.Volume == after.Volume ? 0 : 1)
            + (before.Emphasis == after.Emphasis ? 0 : 1);
        _limit.Add(changes);
        _changes += changes;
    }

    private string Speaker(SsmlNode node)
    {
        var around = _now.Speaker;
        var speaker = node["name"] is not null || node["xml:lang"] is not null
            ? new SpeakerChoice(node["name"], node["xml:lang"], node["gender"])
            : around with { Gender = node["gender"] ?? around.Gender };
        _text.Markup(around.Closing + speaker.Opening);
        _now = _now with { Speaker = speaker };
        return speaker.Closing + around.Opening;
    }

    private void AddText(SsmlNode node)
    {
        var text = node.Text;
        for (var i = 0; i < text.Length; i++)
        {
            _text.Escaped(text[i], node.Source[i]);
            _limit.AddText(text[i]);
            // Read twice, the & of "&#60;" would make markup of a text.
            if (text[i] == '&' && i + 1 < text.Length && (text[i + 1] == '#' || char.IsAsciiLetterLower(text[i + 1])))
                _text.Markup(" ");
        }
    }

    private static string? Interpretation(SsmlNode node) => node["interpret-as"] switch
    {
        "characters" or "spell-out" => "characters",
        "digits" or "tts:digits" => "tts:digits",
        "telephone" or "tts:char" or "tts:key" => node["interpret-as"],
        _ => null,
    };

    private static string Number(string attribute, int value) =>
        string.Create(CultureInfo.InvariantCulture, $" {attribute}=\"{value}");

    private static int Whole(double value, int most) => (int)Math.Round(Math.Clamp(value, 0, most));

    private sealed record Settings(int RateWpm, int Pitch, int Volume, string Emphasis, SpeakerChoice Speaker);

    private sealed record SpeakerChoice(string? Name = null, string? Language = null, string? Gender = null)
    {
        private bool IsNone => Name is null && Language is null && Gender is null;

        public string Opening => IsNone ? ""
            : $"<voice{Attribute("name", Name)}{Attribute("xml:lang", Language)}{Attribute("gender", Gender)}>";

        public string Closing => IsNone ? "" : "</voice>";

        private static string Attribute(string name, string? value) => value is null ? "" : $" {name}=\"{value}\"";
    }
}
