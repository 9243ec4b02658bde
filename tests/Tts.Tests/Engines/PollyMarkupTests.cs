using Kws.Tts.Engines;
using Kws.Tts.Engines.Polly;

namespace Kws.Tts.Tests.Engines;

public class PollyMarkupTests
{
    [Fact]
    public void IsPlain_DefaultsAndPlainText_NeedsNoMarkup() => Assert.True(PollyMarkup.IsPlain(Job("a", false)));

    [Fact]
    public void ToSsml_RatePitchVolume_BecomeProsody() =>
        Assert.Equal(
            "<speak><prosody rate=\"200%\" pitch=\"+10%\" volume=\"+6dB\">a &lt; b</prosody></speak>",
            PollyMarkup.ToSsml(Job("a < b", false) with { RateWpm = 350, Pitch = 60, Volume = 200 }).Text);

    [Fact]
    public void ToSsml_MarkupFromTheClient_IsWrappedWhole() =>
        Assert.Equal(
            "<speak><prosody rate=\"100%\" volume=\"silent\"><s>x</s> y</prosody></speak>",
            PollyMarkup.ToSsml(Job("<speak><s>x</s> y</speak>", true) with { Volume = 0 }).Text);

    [Theory]
    [InlineData(false, "a < b", "b")]
    [InlineData(true, "<speak>a &lt; <s>b</s></speak>", "b")]
    public void ToSsml_PlaceOfAWord_IsThatOfTheJobsText(bool isSsml, string text, string word)
    {
        var markup = PollyMarkup.ToSsml(Job(text, isSsml) with { RateWpm = 100 });
        var place = markup.Locate(markup.Text.IndexOf($"{word}<", StringComparison.Ordinal), 1);
        Assert.Equal(text.IndexOf(isSsml ? "b<" : "b", StringComparison.Ordinal), place.Start);
        Assert.Equal(1, place.End - place.Start);
    }

    private static SpeechJob Job(string text, bool isSsml) => new(text, isSsml, "Joanna", 175, 50, 100, false);
}
