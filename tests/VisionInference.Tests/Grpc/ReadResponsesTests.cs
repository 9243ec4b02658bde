using Kws.Vision.V1;
using Kws.VisionInference.Grpc;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Each event of a session as the message that a device gets.</summary>
public sealed class ReadResponsesTests
{
    [Fact]
    public void Map_OfALetter_TellsItWithItsTimes()
    {
        var letter = ReadResponses.Map(new LetterRead("s-l1", "H", 0.75f, TimeSpan.FromSeconds(1.5),
            TimeSpan.FromSeconds(2))).Letter;

        Assert.Equal(("s-l1", "H", 0.75f), (letter.Id, letter.Letter_, letter.Confidence));
        Assert.Equal(TimeSpan.FromSeconds(1.5), letter.FirstCaptured.ToTimeSpan());
        Assert.Equal(TimeSpan.FromSeconds(2), letter.Committed.ToTimeSpan());
        Assert.Equal(("", false), (letter.Replaces, letter.Experimental));
    }

    [Fact]
    public void Map_OfADrawnLetter_TellsWhatItReplaces()
    {
        var letter = ReadResponses.Map(new LetterRead("s-l2", "J", 0.75f, TimeSpan.FromSeconds(1.5),
            TimeSpan.FromSeconds(2), "s-l1", IsExperimental: true)).Letter;

        Assert.Equal(("s-l1", true), (letter.Replaces, letter.Experimental));
    }

    [Fact]
    public void Map_OfAWord_TellsBothSpellings()
    {
        var word = ReadResponses.Map(new WordRead("s-w1", "HELO", "HELLO", TimeSpan.FromSeconds(1),
            TimeSpan.FromSeconds(4))).Word;

        Assert.Equal(("s-w1", "HELO", "HELLO"), (word.Id, word.Spelled, word.Proposed));
        Assert.Equal((1, 4), (word.FirstCaptured.Seconds, word.LastCaptured.Seconds));
    }

    [Fact]
    public void Map_OfSpeech_WrapsItsBytes()
    {
        byte[] pcm = [1, 2, 3, 4];

        var part = ReadResponses.Map(new SpeechSpoken("s-w1", pcm, 22_050, false, "")).Speech;

        Assert.Equal(("s-w1", 22_050, false, ""), (part.OfId, part.SampleRateHz, part.Last, part.Error));
        Assert.True(part.PcmS16Le.Span.Overlaps(pcm));
    }

    [Fact]
    public void Map_OfFailedSpeech_TellsWhy()
    {
        var part = ReadResponses.Map(new SpeechSpoken("s-l2", default, 0, true, "no voice")).Speech;

        Assert.Equal((true, "no voice", 0), (part.Last, part.Error, part.PcmS16Le.Length));
    }

    [Fact]
    public void Map_OfAFrame_KeepsTheLettersOrder()
    {
        var frame = new FrameObserved(7, [new RankedLetter("B", 0.6f), new RankedLetter("A", 0.3f)], true, "");

        var observed = ReadResponses.Map(frame).Observed;

        Assert.Equal((7L, true, ""), (observed.FrameIndex, observed.Confident, observed.Error));
        Assert.Equal([("B", 0.6f), ("A", 0.3f)], observed.Letters.Select(letter => (letter.Letter, letter.Posterior)));
        Assert.Null(observed.Hand);
    }

    [Fact]
    public void Map_OfAFrameWithAHand_TellsWhereItIs()
    {
        var frame = new FrameObserved(7, [], false, "", new RegionOfInterest(0.25f, 0, 0.5f, 0.125f));

        Assert.Equal(new Region { Left = 0.25f, Top = 0, Right = 0.5f, Bottom = 0.125f },
            ReadResponses.Map(frame).Observed.Hand);
    }

    [Fact]
    public void Map_OfAnUnreadableFrame_TellsTheFaultAndNoLetter()
    {
        var observed = ReadResponses.Map(new FrameObserved(8, [], false, "image: cut short")).Observed;

        Assert.Equal((8L, false, "image: cut short"), (observed.FrameIndex, observed.Confident, observed.Error));
        Assert.Empty(observed.Letters);
    }

    [Fact]
    public void Map_OfAnEventWithoutAMessage_Throws()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ReadResponses.Map(new Unheard()));

        Assert.Equal("no message for Unheard", error.Message);
    }

    [Fact]
    public void Map_OfEveryEventKind_HasOneBody()
    {
        ReadEvent[] events =
        [
            new FrameObserved(0, [], false, ""), new LetterRead("l", "A", 1, default, default),
            new WordRead("w", "A", "A", default, default), new SpeechSpoken("l", default, 0, true, ""),
        ];

        var kinds = typeof(ReadEvent).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(ReadEvent)));

        Assert.Equal(kinds.ToHashSet(), events.Select(e => e.GetType()).ToHashSet());
        Assert.Equal(4, events.Select(e => ReadResponses.Map(e).BodyCase).Distinct().Count());
        Assert.DoesNotContain(events, e => ReadResponses.Map(e).BodyCase == ReadResponse.BodyOneofCase.None);
    }

    private sealed record Unheard : ReadEvent;
}
