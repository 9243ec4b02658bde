using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kws.Cli.Signs;
using Kws.Cli.Tests.Hosts;
using Kws.Vision.V1;
using SpokenPart = Kws.Vision.V1.Speech;

namespace Kws.Cli.Tests.Signs;

public sealed class SignScoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Spell_Word_HoldsEachLetterForASecondAndThenNothing()
    {
        var signed = await SpellAsync("HI");

        Assert.Equal(50, signed.Frames.Count);
        Assert.Equal([('H', 0, 15), ('I', 25, 40)], signed.Letters.Select(letter =>
            (letter.Letter, letter.Start / SignedWord.FrameTime, letter.End / SignedWord.FrameTime)));
        Assert.All(signed.Frames.Take(15), frame => Assert.Equal(ScriptedSigns.PictureOf('H'), frame));
        Assert.All(signed.Frames.Skip(15).Take(10), frame => Assert.Equal((byte)'P', frame[1]));
    }

    [Theory]
    [InlineData("HI", 0.1, null, true)]
    [InlineData("HY", 0.1, null, false)]
    [InlineData("HI", 0, null, false)]
    [InlineData("HI", 0.1, "Tts is away", false)]
    public async Task IsRight_OfAWord_NeedsItReadAndSpoken(
        string read, double spokenSeconds, string? error, bool isRight)
    {
        var score = SignScore.Of(await SpellAsync("HI"),
            [Word(read), Spoken(spokenSeconds), .. error is null ? [] : new[] { Failed(error) }]);

        Assert.Equal(isRight, score.IsRight);
        Assert.Equal((spokenSeconds, error), (score.Spoken.TotalSeconds, score.SpeechError));
    }

    [Fact]
    public async Task Letters_ReadWhileAnotherWasShown_AreWrong()
    {
        var score = SignScore.Of(await SpellAsync("HI"), [Letter("H", 0.2), Letter("H", 1.9), Letter("X", 1.2)]);

        Assert.Equal(["H>H right", ">X unasked", "I>H wrong letter"],
            score.Letters.Select(
                letter => $"{letter.Shown?.Letter}>{letter.Answer?.Letter_} {letter.Verdict("letter", "unasked")}"));
        Assert.Null(score.Word);
    }

    private static ReadResponse Word(string spelled) =>
        new() { Word = new Word { Spelled = spelled, Proposed = spelled } };

    private static ReadResponse Spoken(double seconds) => new()
    {
        Speech = new SpokenPart
        {
            SampleRateHz = 1000,
            PcmS16Le = ByteString.CopyFrom(new byte[(int)(seconds * 2000)])
        },
    };

    private static ReadResponse Failed(string error) => new() { Speech = new SpokenPart { Error = error } };

    private static ReadResponse Letter(string letter, double atSeconds) => new()
    {
        Letter = new Letter
        {
            Letter_ = letter,
            FirstCaptured = Duration.FromTimeSpan(TimeSpan.FromSeconds(atSeconds))
        },
    };

    private Task<SignedWord> SpellAsync(string word)
    {
        foreach (var letter in word)
        {
            Directory.CreateDirectory(_folder[letter.ToString()]);
            File.WriteAllBytes(_folder[letter.ToString(), "1.jpg"], ScriptedSigns.PictureOf(letter));
        }
        return SignedWord.SpellAsync(word, LetterPictures.Find(_folder.Path), new Random(1), default).WithTimeout();
    }
}
