using Kws.Models;
using Kws.VisionInference.Reading;
using Kws.VisionInference.Words;

namespace Kws.VisionInference.Tests.Words;

public sealed class WordCorrectorTests : IDisposable
{
    private static readonly string[] Labels =
        [.. "ABCDEFGHIKLMNOPQRSTUVWXY".Select(letter => letter.ToString()), "nothing"];

    private readonly TemporaryFolder _folder = new();
    private readonly ModelManifest _manifest;
    private readonly WordCorrector _corrector;

    public WordCorrectorTests()
    {
        _manifest = ModelPackage.Load(TinySignModel.WritePackage(_folder.Path)).Manifest;
        _corrector = new WordCorrector(Vocabulary.Common, LetterConfusions.Of(_manifest));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("HELLO", "HELLO")]
    [InlineData("HELO", "HELLO")]
    [InlineData("HEIIO", "HEIIO")]
    [InlineData("HSLLO", "HELLO")]
    [InlineData("WATEU", "WATER")]
    [InlineData("THANK", "THANK")]
    [InlineData("THAMK", "THANK")]
    [InlineData("IUST", "JUST")]
    [InlineData("AMADING", "AMADING")]
    [InlineData("MOTHEP", "MOTHER")]
    public void Propose_ForAReading_GivesTheLikeliestWord(string spelled, string expected) =>
        Assert.Equal(expected, Propose(spelled));

    [Theory]
    [InlineData("AHMED")]
    [InlineData("LARS")]
    [InlineData("KWS")]
    [InlineData("A")]
    [InlineData("QWXKV")]
    [InlineData("VIOLETTA")]
    [InlineData("EL")]
    [InlineData("LL")]
    public void Propose_ForANameOrNonsense_KeepsTheSpelling(string spelled) => Assert.Equal(spelled, Propose(spelled));

    [Fact]
    public void Propose_WithEvidenceOfTheRightLetter_FollowsIt()
    {
        // Read as P, and nearly as likely an R by the picture itself; BED is the commoner word here.
        var corrector = new WordCorrector(new Vocabulary(["BED", "RED"]), LetterConfusions.Of(_manifest));
        Assert.Equal("RED",
            corrector.Propose(new ReadWord([Letter('P', 0.5f, ('R', 0.45f)), Letter('E', 0.95f), Letter('D', 0.95f)]),
                Labels));
        Assert.Equal("BED",
            corrector.Propose(new ReadWord([Letter('P', 0.5f), Letter('E', 0.95f), Letter('D', 0.95f)]), Labels));
    }

    [Fact]
    public void Propose_ForTheLongestReading_ReturnsAtOnce()
    {
        var word = new ReadWord([.. Enumerable.Repeat(Letter('A', 1), 64)]);
        Assert.Equal(word.Spelled, _corrector.Propose(word, Labels));
    }

    [Fact]
    public void Vocabulary_OfCommonWords_HasThemOnceAndInCapitals()
    {
        Assert.InRange(Vocabulary.Common.Count, 1000, 100_000);
        Assert.All(Vocabulary.Common.Words, word =>
            Assert.All(word.Key, letter => Assert.True(char.IsAsciiLetterUpper(letter))));
    }

    private string Propose(string spelled) =>
        _corrector.Propose(new ReadWord([.. spelled.Select(letter => Letter(letter, 0.85f))]), Labels);

    private static CommittedLetter Letter(char letter, float posterior, params (char Letter, float Posterior)[] others)
    {
        var evidence = new float[Labels.Length];
        Array.Fill(evidence, (1 - posterior) / Labels.Length);
        evidence[Array.IndexOf(Labels, letter.ToString())] = posterior;
        foreach ((var other, var share) in others)
            evidence[Array.IndexOf(Labels, other.ToString())] = share;
        return new CommittedLetter(letter.ToString(), posterior, TimeSpan.Zero, TimeSpan.Zero, evidence);
    }
}
