using Kws.Cli.Output;

namespace Kws.Cli.Signs;

/// <summary>Signs of one signer as a camera sees them: each frame of a sign is another photo of it, then the hand is
/// away.</summary>
internal sealed class HeldSigns
{
    /// <summary>From one frame to the next.</summary>
    public static readonly TimeSpan FrameTime = SignedWord.FrameTime;

    // A second of the sign, and more without a hand than ends a word: letters are judged here, not words.
    private const int HeldFrames = 15;
    private const int EmptyFrames = 30;
    private readonly List<SignedLetter> _letters = [];
    private readonly List<string?> _frames = [];

    private HeldSigns()
    {
    }

    /// <summary>What is signed, and when.</summary>
    public IReadOnlyList<SignedLetter> Letters => _letters;

    /// <summary>Frames, with and without a hand.</summary>
    public int FrameCount => _frames.Count;

    /// <summary>Each letter of a signer <paramref name="times"/> times, with its photos in an order that
    /// <paramref name="random"/> chooses; again and again where they are few.</summary>
    public static HeldSigns Of(SignerPhotos signer, int times, Random random)
    {
        var signs = new HeldSigns();
        foreach (var letter in signer.Pictures.Letters)
        {
            string[] photos = [.. signer.Pictures.Of(letter).Select(photo => photo.Path)];
            random.Shuffle(photos);
            for (var time = 0; time < times; time++)
                signs.Add(letter, Enumerable.Range(time * HeldFrames, HeldFrames)
                    .Select(frame => photos[frame % photos.Length]));
        }
        return signs;
    }

    /// <summary>The encoded frames, read as they are asked for.</summary>
    public async IAsyncEnumerable<CameraFrame> FramesAsync()
    {
        var empty = PngPicture.OfGrey(SignedWord.EmptySide, SignedWord.DarkRoom);
        for (var index = 0; index < _frames.Count; index++)
            yield return new CameraFrame(
                _frames[index] is { } photo ? await File.ReadAllBytesAsync(photo) : empty, index);
    }

    private void Add(char letter, IEnumerable<string> photos)
    {
        var start = FrameTime * _frames.Count;
        _frames.AddRange(photos);
        _letters.Add(new SignedLetter(letter, start, FrameTime * _frames.Count));
        _frames.AddRange(Enumerable.Repeat<string?>(null, EmptyFrames));
    }
}
