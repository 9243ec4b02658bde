using Kws.Cli.Output;

namespace Kws.Cli.Signs;

/// <summary>A letter that the device's camera sees, and when.</summary>
/// <param name="Letter">What is signed.</param>
/// <param name="Start">Of the first frame with it.</param>
/// <param name="End">Of the first frame without it.</param>
internal sealed record SignedLetter(char Letter, TimeSpan Start, TimeSpan End);

/// <summary>A word as a camera sees it spelled: each letter held, the hand away between letters.</summary>
internal sealed class SignedWord
{
    /// <summary>A slow speller's pace: a letter held for a second, two thirds of one without a hand after it.</summary>
    public static readonly TimeSpan FrameTime = TimeSpan.FromSeconds(1) / 15;

    private const int HeldFrames = 15;
    private const int EmptyFrames = 10;

    /// <summary>Pixels a side of a picture without a hand, and its grey.</summary>
    public const int EmptySide = 64;

    /// <inheritdoc cref="EmptySide"/>
    public const byte DarkRoom = 30;

    private SignedWord(string word, IReadOnlyList<SignedLetter> letters, IReadOnlyList<byte[]> frames)
    {
        Word = word;
        Letters = letters;
        Frames = frames;
    }

    public string Word { get; }

    public IReadOnlyList<SignedLetter> Letters { get; }

    /// <summary>Encoded pictures, in order.</summary>
    public IReadOnlyList<byte[]> Frames { get; }

    /// <summary>Spells <paramref name="word"/> with photos that <paramref name="random"/> chooses.</summary>
    public static async Task<SignedWord> SpellAsync(
        string word,
        LetterPictures pictures,
        Random random,
        CancellationToken cancellationToken)
    {
        var dark = PngPicture.OfGrey(EmptySide, DarkRoom);
        var letters = new List<SignedLetter>();
        var frames = new List<byte[]>();
        foreach (var letter in word)
        {
            var photo = await File.ReadAllBytesAsync(pictures.Any(letter, random), cancellationToken);
            letters.Add(new SignedLetter(letter, At(frames.Count), At(frames.Count + HeldFrames)));
            frames.AddRange(Enumerable.Repeat(photo, HeldFrames));
            frames.AddRange(Enumerable.Repeat(dark, EmptyFrames));
        }
        return new SignedWord(word, letters, frames);
    }

    // As the camera's clock counts: a letter begins with its first frame to the tick.
    private static TimeSpan At(int frame) => FrameTime * frame;
}
