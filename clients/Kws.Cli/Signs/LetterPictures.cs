using Kws.Cli.CommandLine;

namespace Kws.Cli.Signs;

/// <summary>Photos of signed letters: a folder for each letter, named by it.</summary>
internal sealed class LetterPictures
{
    private readonly Dictionary<char, IReadOnlyList<InputFile>> _pictures;

    private LetterPictures(Dictionary<char, IReadOnlyList<InputFile>> pictures) => _pictures = pictures;

    /// <summary>Where the photos lie unless told otherwise: below <c>KWS_DATA</c>, else
    /// <c>../shared/data</c>.</summary>
    public static string DefaultFolder(CliContext context) =>
        Path.GetFullPath(Path.Combine(context.Variable("KWS_DATA") ?? Path.Combine("..", "shared", "data"), "signs",
            "validation", "keptsecret"));

    /// <exception cref="BadInputException">There is no such folder, or it has no letters in it.</exception>
    public static LetterPictures Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new BadInputException("--pictures", folder, "it must be an existing folder");
        return FindIn(folder)
            ?? throw new BadInputException("--pictures", folder,
                "it must hold folders named A to Y with pictures in them");
    }

    /// <summary>Those of an existing folder; null when it has no letters in it.</summary>
    /// <exception cref="BadInputException">A letter has no pictures.</exception>
    public static LetterPictures? FindIn(string folder)
    {
        var pictures = Directory.EnumerateDirectories(folder)
            .Where(path => Path.GetFileName(path) is [>= 'A' and <= 'Z'])
            .ToDictionary(path => Path.GetFileName(path)[0], path => InputFile.Find([path], InputKind.Pictures));
        return pictures.Count > 0 ? new LetterPictures(pictures) : null;
    }

    /// <summary>Those that there are pictures of, in order.</summary>
    public IEnumerable<char> Letters => _pictures.Keys.Order();

    /// <summary>All of a letter that is in <see cref="Letters"/>.</summary>
    public IReadOnlyList<InputFile> Of(char letter) => _pictures[letter];

    /// <summary>Some photo of the letter, the same for the same <paramref name="random"/>.</summary>
    /// <exception cref="BadInputException">There is none of this letter.</exception>
    public string Any(char letter, Random random) =>
        _pictures.TryGetValue(letter, out var files)
            ? files[random.Next(files.Count)].Path
            : throw new BadInputException("--words", letter.ToString(),
                $"there are pictures of {string.Concat(_pictures.Keys.Order())} only");
}
