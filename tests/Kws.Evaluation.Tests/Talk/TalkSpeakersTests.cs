namespace Kws.Evaluation.Tests.Talk;

public class TalkSpeakersTests
{
    [Theory]
    [InlineData("librispeech/103-1240-0000.opus", "103")]
    [InlineData("103-1240-0000.flac", "103")]
    [InlineData("103-1240.flac", "103-1240")]
    [InlineData("ljspeech/LJ001-0093.opus", "LJ")]
    [InlineData("LJ001.wav", "LJ001")]
    [InlineData("orders/12345678-51bb-47cb-b323-4437bd0de029.opus", "12345678-51bb-47cb-b323-4437bd0de029")]
    public void SpeakerOf_FileName_IsTheNumberTheReaderOrTheName(string file, string speaker) =>
        Assert.Equal(speaker, TalkSpeakers.SpeakerOf(file));

    // Of docs/training.md: the trainer must split alike.
    [Theory]
    [InlineData("103", TalkPart.Tune)]
    [InlineData("1034", TalkPart.Tune)]
    [InlineData("0075d273-51bb-47cb-b323-4437bd0de029", TalkPart.Train)]
    [InlineData("LJ", TalkPart.Train)]
    public void PartOf_Speaker_IsByTheFirstByteOfItsHash(string speaker, TalkPart part) =>
        Assert.Equal(part, TalkSpeakers.PartOf(speaker));

    [Fact]
    public void PartOf_ManySpeakers_IsAboutHalf() =>
        Assert.InRange(Enumerable.Range(0, 1_000).Count(speaker =>
            TalkSpeakers.PartOf($"{speaker}") == TalkPart.Tune), 450, 550);
}
