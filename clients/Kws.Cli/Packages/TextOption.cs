using System.CommandLine;
using Kws.SpokenWords;

namespace Kws.Cli.Packages;

/// <summary><c>--text</c>: what the synthetic voices in audio without keywords say.</summary>
internal sealed class TextOption
{
    private const string Hard = "words";
    private const string Everyday = "everyday";

    public TextOption() => Option.AcceptOnlyFromAmong(Hard, Everyday);

    /// <summary>Strings of words unless told otherwise.</summary>
    public Option<string> Option { get; } = new("--text")
    {
        Description =
            $"{Hard}: strings of words, many close to a keyword; {Everyday}: three quarters everyday sentences",
        DefaultValueFactory = _ => Hard,
    };

    /// <summary>The sentences to speak between strings of words; none by default.</summary>
    public IReadOnlyList<string> Sentences(ParseResult parsed) =>
        parsed.GetRequiredValue(Option) == Everyday ? SpokenText.Sentences : [];
}
