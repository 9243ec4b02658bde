using System.CommandLine;

namespace Kws.Cli.Packages;

/// <summary>What synthetic voices say in audio without keywords.</summary>
internal static class SpokenText
{
    /// <summary>English words, many of them close to a keyword; the trainer leaves a fifth of them out.</summary>
    public static IReadOnlyList<string> Words { get; } =
        Read("words.txt").Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Everyday English without a keyword, a sentence each.</summary>
    public static IReadOnlyList<string> Sentences { get; } =
        Read("everyday_text.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string resource)
    {
        using var reader = new StreamReader(typeof(SpokenText).Assembly.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}

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
