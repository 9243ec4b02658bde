namespace Kws.Cli.Packages;

/// <summary>English words that text without keywords is made of; the trainer's own list.</summary>
internal sealed record WordList(IReadOnlyList<string> Words)
{
    private const string Resource = "words.txt";

    public static WordList Read()
    {
        using Stream stream = typeof(WordList).Assembly.GetManifestResourceStream(Resource)!;
        using StreamReader reader = new(stream);
        return new WordList(reader.ReadToEnd().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
