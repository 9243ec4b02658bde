using Kws.ServiceDefaults.Errors;
using Kws.Tts.Engines;
using Kws.Tts.Text;

namespace Kws.Tts.Tests.Text;

public class SsmlPolicyTests
{
    private static readonly VoiceCatalogue s_voices =
        new([new EngineVoice("en-us", "English", ["en-us"], "male")], ["f3"]);

    [Theory]
    [InlineData("<speak>Hello</speak>")]
    [InlineData("<speak><p><s>One.</s><break time=\"500ms\"/><s>Two.</s></p></speak>")]
    [InlineData("<speak><prosody rate=\"120%\" pitch=\"+10%\" volume=\"loud\">x</prosody></speak>")]
    [InlineData(
        "<speak><voice name=\"en-us+f3\">x</voice><sub alias=\"a b\">c</sub><emphasis " +
        "level=\"strong\">d</emphasis></speak>")]
    [InlineData("<speak version=\"1.0\" xmlns=\"http://www.w3.org/2001/10/synthesis\" xml:lang=\"en\">x</speak>")]
    [InlineData(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<speak version=\"1.0\" " +
        "xmlns=\"http://www.w3.org/2001/10/synthesis\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" " +
        "xsi:schemaLocation=\"http://www.w3.org/2001/10/synthesis http://www.w3.org/TR/s/synthesis.xsd\" " +
        "xml:lang=\"en-US\">x</speak>")]
    [InlineData("\uFEFF<speak>x</speak>")]
    [InlineData("\uFEFF<?xml version=\"1.0\"?><speak>x</speak>")]
    public void Read_DocumentOfTheSubset_IsAccepted(string ssml) =>
        Assert.Matches("^<speak( xml:lang=\"[A-Za-z-]+\")?>.*</speak>$", SsmlPolicy.Read(ssml, s_voices).Text);

    [Theory]
    [InlineData("<speak><audio src=\"file:///etc/passwd\"/></speak>", "<audio>")]
    [InlineData("<speak><lexicon uri=\"http://x/\"/></speak>", "<lexicon>")]
    [InlineData("<speak><voice name=\"../../../etc/passwd\">x</voice></speak>", "voice name")]
    [InlineData("<speak><break time=\"99999s\"/></speak>", "break time")]
    [InlineData("<speak><prosody rate=\"0.000001\">x</prosody></speak>", "prosody rate")]
    [InlineData("<speak><p onclick=\"x\">x</p></speak>", "p onclick")]
    [InlineData("<speak><prosody rate=\"quick\">x</prosody></speak>", "prosody rate")]
    [InlineData("<speak><emphasis level=\"x-strong\">x</emphasis></speak>", "emphasis level")]
    [InlineData("<speak><break strength=\"2\"/></speak>", "break strength")]
    [InlineData("<speak><voice gender=\"x name=y\">x</voice></speak>", "voice gender")]
    [InlineData("<speak xml:lang=\"en name=../x\">x</speak>", "xml:lang")]
    [InlineData("<speak xml:lang=\"en&#10;\">x</speak>", "xml:lang")]
    [InlineData("<speak><say-as interpret-as=\"date&#10;\">x</say-as></speak>", "say-as interpret-as")]
    [InlineData("<speak><break time=\"\u0665s\"/></speak>", "break time")]
    [InlineData("<speak><break time=\"5s&#10;\"/></speak>", "break time")]
    [InlineData("<speak><prosody pitch=\"+\u0661\u0660%\">x</prosody></speak>", "prosody pitch")]
    [InlineData("<speak><prosody rate=\"120%&#10;\">x</prosody></speak>", "prosody rate")]
    [InlineData("<speak xml:base=\"http://x/\">x</speak>", "xml:base")]
    [InlineData("<speak>a&#x85;b</speak>", "U+0085")]
    [InlineData("<speak><sub alias=\"a&#x9b;b\">x</sub></speak>", "sub alias")]
    [InlineData("<x:audio xmlns:x=\"http://www.w3.org/2001/10/synthesis\"/>", "x:audio")]
    [InlineData("<speak xmlns=\"http://elsewhere/\">x</speak>", "<speak>")]
    [InlineData("<p>x</p>", "<p>")]
    [InlineData("<speak><?php x ?></speak>", "<?php?>")]
    public void Read_OutsideTheSubset_NamesWhatIsRefused(string ssml, string named)
    {
        var error = Assert.Throws<InvalidRequestException>(() => SsmlPolicy.Read(ssml, s_voices));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<speak>")]
    [InlineData("no markup")]
    [InlineData("<!DOCTYPE speak [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><speak>&b;</speak>")]
    [InlineData("<!DOCTYPE speak SYSTEM \"file:///etc/passwd\"><speak/>")]
    public void Read_MalformedOrWithDocumentType_IsRefusedWithItsPlace(string ssml)
    {
        var error = Assert.Throws<InvalidRequestException>(() => SsmlPolicy.Read(ssml, s_voices));
        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_DeepNesting_IsRefused()
    {
        var ssml = "<speak>" + string.Concat(Enumerable.Repeat("<p>", 5000))
            + string.Concat(Enumerable.Repeat("</p>", 5000)) + "</speak>";
        Assert.Contains("depth", Assert.Throws<InvalidRequestException>(() => SsmlPolicy.Read(ssml, s_voices)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ValueWithEscapeSequences_IsNotShownRaw()
    {
        var ssml = $"<speak><voice name=\"\n{new string('x', 5000)}\">x</voice></speak>";
        var message = Assert.Throws<InvalidRequestException>(() => SsmlPolicy.Read(ssml, s_voices)).Message;
        Assert.DoesNotContain(message, char.IsControl);
        Assert.InRange(message.Length, 1, 300);
    }

    [Theory]
    [InlineData("<speak>a<!-- > <audio src=\"x\"/> -->b</speak>", "<speak>ab</speak>")]
    [InlineData("<speak><![CDATA[<audio src=\"x\"/>]]></speak>", "<speak>&lt;audio src=&quot;x&quot;/&gt;</speak>")]
    [InlineData("<speak>&#60;audio/&#x3E; &amp;lt; '</speak>", "<speak>&lt;audio/&gt; &amp;lt; '</speak>")]
    [InlineData("<speak><break time='1.5s'/></speak>", "<speak><break time=\"1500ms\"></break></speak>")]
    [InlineData("<speak><sub alias='a &gt; \\'>W3C</sub>.</speak>", "<speak> a &gt; \\ .</speak>")]
    public void Read_MarkupThatParsersReadDifferently_IsWrittenPlainly(string ssml, string spoken) =>
        Assert.Equal(spoken, SsmlPolicy.Read(ssml, s_voices).Text);

    [Theory]
    [InlineData("<speak>one <s>two</s></speak>", "two", "two")]
    [InlineData("<speak>a &amp; b</speak>", "&amp;", "&amp;")]
    [InlineData("<speak>x<!-- > -->\r\n<![CDATA[one]]> two</speak>", "one", "one")]
    [InlineData("\uFEFF<?xml version=\"1.0\"?>\r\n<speak>\r\none\rtwo</speak>", "two", "two")]
    [InlineData("<speak>&#x1F600;\U0001F600 <sub alias=\"World Wide\">W3C</sub></speak>", "Wide", "W3C")]
    [InlineData("<speak>&#x1F600; on</speak>", "\U0001F600", "&#x1F600;")]
    [InlineData("<speak>wo<!-- -->rd</speak>", "word", "wo<!-- -->rd")]
    public void Read_PlaceOfAWord_IsFoundInTheClientsText(string ssml, string spoken, string written)
    {
        var text = SsmlPolicy.Read(ssml, s_voices);
        var place = text.Locate(text.Text.IndexOf(spoken, StringComparison.Ordinal), spoken.Length);
        Assert.Equal(written, ssml[place.Start..place.End]);
    }

    [Fact]
    public void Locate_OutsideOrOnMarkup_IsEmpty()
    {
        var text = SsmlPolicy.Read("<speak>x</speak>", s_voices);
        Assert.Equal(default, text.Locate(0, 7));
        Assert.Equal(default, text.Locate(1000, 5));
        Assert.Equal(new TextSpan(7, 8), text.Locate(0, int.MaxValue));
        Assert.Equal(new TextSpan(2, 5), SpokenText.AsItIs("abcde").Locate(2, 100));
        Assert.Equal(new TextSpan(0, 2), SpokenText.AsItIs("abcde").Locate(-3, 5));
    }
}
