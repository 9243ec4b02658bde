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
            PollyMarkup.ToSsml(Job("a < b", false) with { RateWpm = 350, Pitch = 60, Volume = 200 }));

    [Fact]
    public void ToSsml_MarkupFromTheClient_IsWrappedWhole() =>
        Assert.Equal(
            "<speak><prosody rate=\"100%\" volume=\"silent\"><s>x</s> y</prosody></speak>",
            PollyMarkup.ToSsml(Job("<speak><s>x</s> y</speak>", true) with { Volume = 0 }));

    private static SpeechJob Job(string text, bool isSsml) => new(text, isSsml, "Joanna", 175, 50, 100, false);
}
