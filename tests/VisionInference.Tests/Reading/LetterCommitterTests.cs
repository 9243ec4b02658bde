using Kws.VisionInference.Reading;

namespace Kws.VisionInference.Tests.Reading;

/// <summary>Frames are written as text: a letter is a sure frame of it, '?' an unsure one, '-' "nothing".</summary>
public sealed class LetterCommitterTests
{
    private static readonly string[] Labels = ["H", "E", "L", "O", "nothing"];

    private static readonly ReadingRules Rules = new(Labels, 0.5f, SmoothingFrames: 3, CommitFrames: 4,
        TimeSpan.FromMilliseconds(700), TimeSpan.FromSeconds(1.5));

    [Theory]
    [InlineData("HHHHHHHH", "H")]
    [InlineData("HHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHHH", "H")]
    [InlineData("HHHHHHHEEEEEEE", "HE")]
    [InlineData("HHHHHH??HHHHHHH", "H")]
    [InlineData("HHHHHHEHHHHEHHHHHH", "H")]
    [InlineData("LLLLLL--------LLLLLL", "LL")]
    [InlineData("LLLLLL????????LLLLLL", "LL")]
    [InlineData("LLLLLLEEEEEELLLLLL", "LEL")]
    [InlineData("HHHHHH???EEEEEE--LLLLLL--------LLLLLLL??OOOOOOO", "HELLO")]
    [InlineData("HELOHELOHELOHELO", "")]
    [InlineData("--------????????", "")]
    [InlineData("HHH", "")]
    public void Add_OfFrames_CommitsEachHeldLetterOnce(string frames, string expected) =>
        Assert.Equal(expected, Read(frames, frameMs: 33));

    [Theory]
    [InlineData("HELO-")]
    [InlineData("OLEH-")]
    [InlineData("-XHELO")]
    public void Adopt_OfOtherRules_NeitherLosesNorDoublesALetter(string labels)
    {
        string[] names = [.. labels.Select(label => label == '-' ? "nothing" : label.ToString())];
        const string Frames = "HHHHHHHHHHEEEEEEEEEE";
        for (var change = 0; change < Frames.Length; change++)
        {
            var committer = new LetterCommitter(Rules);
            var read = new List<string>();
            for (var frame = 0; frame < Frames.Length; frame++)
            {
                if (frame == change)
                    committer.Adopt(Rules with { Labels = names });
                var posteriors = new float[frame < change ? Labels.Length : names.Length];
                posteriors[Array.IndexOf(frame < change ? Labels : names, Frames[frame].ToString())] = 1;
                if (committer.Add(posteriors, TimeSpan.FromMilliseconds(33 * frame)) is { } letter)
                    read.Add(letter.Letter);
            }
            Assert.Equal(["H", "E"], read);
        }
    }

    [Fact]
    public void Add_FromASlowCamera_CommitsByTime()
    {
        Assert.Equal("HE", Read("HHHEEEE", frameMs: 500));
        Assert.Equal("", Read("H", frameMs: 5000));
    }

    [Fact]
    public void Add_WhenItCommits_TellsWhenTheLetterBegan()
    {
        var committer = new LetterCommitter(Rules);
        CommittedLetter? letter = null;
        for (var frame = 0; letter is null; frame++)
            letter = committer.Add(Posteriors(frame < 10 ? '-' : 'E'), TimeSpan.FromMilliseconds(100 * frame));
        Assert.Equal("E", letter.Letter);
        Assert.Equal(TimeSpan.FromMilliseconds(1100), letter.FirstCaptured);
        Assert.Equal(TimeSpan.FromMilliseconds(1400), letter.Committed);
        Assert.InRange(letter.Confidence, 0.89f, 0.91f);
        Assert.Equal(letter.Confidence, letter.Evidence[1]);
    }

    [Fact]
    public void Reset_EqualsNew()
    {
        var used = new LetterCommitter(Rules);
        for (var frame = 0; frame < 20; frame++)
            used.Add(Posteriors('H'), TimeSpan.FromMilliseconds(frame));
        used.Reset();
        Assert.Null(used.LastSeen);
        Assert.Equal(Read("HHHHHHHEEEE", 33), Read("HHHHHHHEEEE", 33, used));
    }

    private static string Read(string frames, int frameMs, LetterCommitter? committer = null)
    {
        committer ??= new LetterCommitter(Rules);
        return string.Concat(frames.Select((frame, index) =>
            committer.Add(Posteriors(frame), TimeSpan.FromMilliseconds(frameMs * (index + 1)))?.Letter));
    }

    private static float[] Posteriors(char frame)
    {
        var label = frame == '-' ? 4 : Labels.ToList().IndexOf(frame.ToString());
        return [.. Enumerable.Range(0, 5).Select(i => frame == '?' ? 0.2f : i == label ? 0.9f : 0.025f)];
    }
}
