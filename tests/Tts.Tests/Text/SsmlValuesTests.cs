using Kws.Tts.Text;

namespace Kws.Tts.Tests.Text;

/// <summary>Values of SSML attributes as numbers, at their limits.</summary>
public class SsmlValuesTests
{
    [Theory]
    [InlineData("0s", 0)]
    [InlineData("0ms", 0)]
    [InlineData("500ms", 500)]
    [InlineData("1.5s", 1_500)]
    [InlineData("0.001s", 1)]
    [InlineData("0.4ms", 0)]
    [InlineData("10s", 10_000)]
    [InlineData("10000ms", 10_000)]
    [InlineData("10.001s", null)]
    [InlineData("10001ms", null)]
    [InlineData("999999s", null)]
    [InlineData("9999999ms", null)]
    [InlineData("-1s", null)]
    [InlineData("+1s", null)]
    [InlineData("1", null)]
    [InlineData("1 s", null)]
    [InlineData(" 1s", null)]
    [InlineData("1S", null)]
    [InlineData(".5s", null)]
    [InlineData("1.s", null)]
    [InlineData("1.2345s", null)]
    [InlineData("1e3ms", null)]
    [InlineData("", null)]
    [InlineData("\u0665s", null)]
    [InlineData("5s\n", null)]
    public void PauseMs_OfATime_IsMillisecondsOrNone(string value, int? expected) =>
        Assert.Equal(expected, SsmlValues.PauseMs(value));

    [Theory]
    [InlineData("rate", "medium", 175)]
    [InlineData("rate", "default", 175)]
    [InlineData("rate", "x-slow", 105)]
    [InlineData("rate", "x-fast", 280)]
    [InlineData("pitch", "x-low", 122.5)]
    [InlineData("pitch", "x-high", 210)]
    [InlineData("volume", "silent", 0)]
    [InlineData("volume", "x-loud", 402.5)]
    public void Prosody_OfAWord_IsOfTheVoicesOwn(string attribute, string value, double expected) =>
        Assert.Equal(expected, SsmlValues.Prosody(attribute, value, voice: 175, around: 20)!.Value, 1e-9);

    [Theory]
    [InlineData("rate", "120%", 240)]
    [InlineData("rate", "+20%", 240)]
    [InlineData("rate", "-50%", 100)]
    [InlineData("rate", "1.5", 300)]
    [InlineData("rate", "+0.5", 300)]
    [InlineData("rate", "-0.25", 150)]
    [InlineData("pitch", "+12st", 400)]
    [InlineData("pitch", "-12st", 100)]
    [InlineData("pitch", "120Hz", 120)]
    [InlineData("pitch", "+20Hz", 220)]
    [InlineData("pitch", "-20Hz", 180)]
    [InlineData("volume", "+20dB", 2_000)]
    [InlineData("volume", "-20dB", 20)]
    [InlineData("volume", "80", 80)]
    [InlineData("volume", "+10", 210)]
    [InlineData("volume", "-10", 190)]
    [InlineData("volume", "0", 0)]
    public void Prosody_OfANumber_IsOfTheValueAround(string attribute, string value, double expected) =>
        Assert.Equal(expected, SsmlValues.Prosody(attribute, value, voice: 7, around: 200)!.Value, 1e-9);

    [Theory]
    [InlineData("rate", "loud")]
    [InlineData("pitch", "fast")]
    [InlineData("volume", "x-high")]
    [InlineData("rate", "1000%")]
    [InlineData("rate", "1.234")]
    [InlineData("rate", "++1")]
    [InlineData("rate", "10 %")]
    [InlineData("rate", "10%%")]
    [InlineData("pitch", "10hz")]
    [InlineData("pitch", "NaN")]
    [InlineData("pitch", "")]
    [InlineData("pitch", "+")]
    [InlineData("volume", "1,5")]
    [InlineData("volume", "\u0661\u0660")]
    [InlineData("volume", "10\n")]
    public void Prosody_OfAnythingElse_IsNone(string attribute, string value) =>
        Assert.Null(SsmlValues.Prosody(attribute, value, 1, 1));

    [Fact]
    public void Strengths_FromNoneToStrongest_NeverGetShorter()
    {
        string[] order = ["none", "x-weak", "weak", "medium", "strong", "x-strong"];

        Assert.Equal(order.Order(), SsmlValues.Strengths.Keys.Order());
        Assert.Equal(order.Select(word => SsmlValues.Strengths[word]).Order(),
            order.Select(word => SsmlValues.Strengths[word]));
        Assert.Contains(SsmlValues.DefaultStrength, order);
        Assert.All(SsmlValues.Strengths.Values, pause => Assert.InRange(pause, 0, SsmlValues.MaxPauseMs));
    }

    [Fact]
    public void Spelling_OfMarkupCharacters_EscapesThemAndKeepsTheirPlaces()
    {
        var spelled = Spelling.ToSsml("a<&");

        Assert.Equal("<speak><say-as interpret-as=\"characters\">a&lt;&amp;</say-as></speak>", spelled.Text);
        Assert.Equal((2, 3), (Place("&amp;").Start, Place("&amp;").End));
        Assert.Equal((1, 2), (Place("&lt;").Start, Place("&lt;").End));

        TextSpan Place(string part) =>
            spelled.Locate(spelled.Text.IndexOf(part, StringComparison.Ordinal), part.Length);
    }
}
