namespace Kws.Evaluation.Tests;

public class WordExtentTests
{
    [Fact]
    public void Find_ToneAmidSilence_IsFoundWithinTwoBlocks()
    {
        (var start, var end) = WordExtent.Find(Tones.Clip(700, start: 5_000, end: 9_000));
        Assert.InRange(start, 5_000 - 320, 5_000);
        Assert.InRange(end, 9_000, 9_000 + 480);
    }

    [Fact]
    public void Find_GapOfAClosure_IsBridged()
    {
        var word = Tones.Clip(700, start: 4_000, end: 6_000);
        Tones.Clip(700, start: 7_500, end: 9_000).AsSpan(6_500).CopyTo(word.AsSpan(6_500));
        Assert.InRange(WordExtent.Find(word).End, 9_000, 9_480);
    }

    [Fact]
    public void Find_SecondSoundAfterALongPause_IsAnotherWord()
    {
        var word = Tones.Clip(700, start: 2_000, end: 5_000);
        Tones.Clip(700, start: 9_000, end: 11_000, amplitude: 0.2f).AsSpan(8_000).CopyTo(word.AsSpan(8_000));
        Assert.InRange(WordExtent.Find(word).End, 5_000, 5_480);
    }

    [Fact]
    public void Find_ConstantOffset_IsNotSound()
    {
        float[] word = [.. Tones.Clip(700, start: 5_000, end: 9_000).Select(sample => sample + 0.2f)];
        Assert.InRange(WordExtent.Find(word).Start, 5_000 - 320, 5_000);
    }

    [Theory]
    [InlineData(12_345)]
    [InlineData(479)]
    [InlineData(0)]
    public void Find_QuietOrVeryShortClip_IsItsWholeLength(int length) =>
        Assert.Equal((0, length), WordExtent.Find(new float[length]));

    [Fact]
    public void Find_WordAtBothEnds_StaysInsideTheClip()
    {
        (var start, var end) = WordExtent.Find([.. Tones.Clip(700, 4_000, 0, 3_000), .. new float[800]]);
        Assert.Equal(0, start);
        Assert.InRange(end, 3_000, 4_800);
        var late = Tones.Clip(700, 4_000, 1_500, 4_000);
        Assert.Equal(late.Length, WordExtent.Find(late).End);
    }
}
