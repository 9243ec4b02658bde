using System.CommandLine;
using Kws.Cli.CommandLine;
using Kws.Speech.V1;

namespace Kws.Cli.Speech;

/// <summary>How a text is spoken: the options of <c>kws say</c>.</summary>
internal sealed class SpeakingOptions
{
    private readonly Option<string> _voice =
        new("--voice")
        {
            Description = "A voice of 'kws voices'; else the server's default",
            DefaultValueFactory = _ => ""
        };
    private readonly Option<int> _rate = BoundedOption.Create("--rate", "Words a minute", 175, 80, 450);
    private readonly Option<int> _pitch = BoundedOption.Create("--pitch", "0 to 99", 50, 0, 99);
    private readonly Option<int> _volume = BoundedOption.Create("--volume", "0 to 200", 100, 0, 200);
    private readonly Option<int> _sampleRate =
        new("--sample-rate")
        {
            Description = "8000, 16000, 22050, 24000 or 48000 Hz",
            DefaultValueFactory = _ => 22050
        };
    private readonly Option<bool> _ssml = new("--ssml") { Description = "The text is SSML" };
    private readonly Option<bool> _spell = new("--spell") { Description = "Speak letter by letter" };

    /// <summary>Adds all options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _voice, _rate, _pitch, _volume, _sampleRate, _ssml, _spell })
            command.Options.Add(option);
    }

    /// <summary>The request for a text. Limits that the server knows are the server's to check.</summary>
    public SynthesizeRequest Read(ParseResult parsed, string text) => new()
    {
        Text = text,
        Kind = parsed.GetValue(_ssml) ? TextKind.Ssml : TextKind.Plain,
        Voice = parsed.GetValue(_voice),
        RateWpm = parsed.GetValue(_rate),
        Pitch = parsed.GetValue(_pitch),
        Volume = parsed.GetValue(_volume),
        SampleRateHz = parsed.GetValue(_sampleRate),
        Container = Container.RawS16Le,
        Spell = parsed.GetValue(_spell),
    };
}
