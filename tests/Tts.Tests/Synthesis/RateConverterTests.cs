using Kws.Tts.Engines;
using Kws.Tts.Synthesis;

namespace Kws.Tts.Tests.Synthesis;

public class RateConverterTests
{
    [Fact]
    public void Convert_SameRate_PassesPartsOnAsTheyAre()
    {
        var converter = new RateConverter(16_000, 16_000);
        SpeechPart[] parts = [new SpeechMark(7, 1, 2), new SpeechAudio(new short[10])];
        Assert.All(parts, part => Assert.Same(part, converter.Convert(part)));
        Assert.Null(converter.Finish());
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(16_000)]
    [InlineData(24_000)]
    [InlineData(48_000)]
    public void Convert_ToneInPiecesOfAnyLength_KeepsLengthAndLoudness(int rate)
    {
        var converter = new RateConverter(22_050, rate);
        short[] tone =
            [.. Enumerable.Range(0, 22_050).Select(i => (short)(10_000 * Math.Sin(i * 2 * Math.PI * 440 / 22_050)))];
        var random = new Random(1);
        List<SpeechPart> converted = [];
        for (var at = 0; at < tone.Length;)
        {
            var length = Math.Min(random.Next(1, 2_000), tone.Length - at);
            if (converter.Convert(new SpeechAudio(tone.AsMemory(at, length))) is { } part)
                converted.Add(part);
            at += length;
        }
        if (converter.Finish() is { } rest)
            converted.Add(rest);
        var samples = SpeechSamples.Of(converted);
        Assert.InRange(samples.Length, rate - 2, rate + 2);
        var rms = SpeechSamples.Rms(samples[(rate / 10)..^(rate / 10)]);
        Assert.InRange(rms * Math.Sqrt(2), 9_800, 10_200);
    }

    [Theory]
    [InlineData(22_050, 16_000, 16_000)]
    [InlineData(11_025, 48_000, 24_000)]
    [InlineData(3_000_000_000, 8_000, 1_088_435_374)]
    public void Convert_Mark_KeepsItsTime(long sample, int rate, long expected) =>
        Assert.Equal(new SpeechMark(expected, 3, 4),
            new RateConverter(22_050, rate).Convert(new SpeechMark(sample, 3, 4)));

    [Fact]
    public void Finish_NothingSpoken_IsNothingMuch() =>
        Assert.InRange(new RateConverter(22_050, 16_000).Finish()?.Samples.Length ?? 0, 0, 64);
}
