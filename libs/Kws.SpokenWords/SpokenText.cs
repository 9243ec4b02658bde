namespace Kws.SpokenWords;

/// <summary>What synthetic voices say in audio without keywords.</summary>
public static class SpokenText
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
