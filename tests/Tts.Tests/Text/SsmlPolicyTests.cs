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
    public void Check_DocumentOfTheSubset_IsAccepted(string ssml) => SsmlPolicy.Check(ssml, s_voices);

    [Theory]
    [InlineData("<speak><audio src=\"file:///etc/passwd\"/></speak>", "<audio>")]
    [InlineData("<speak><lexicon uri=\"http://x/\"/></speak>", "<lexicon>")]
    [InlineData("<speak><voice name=\"../../../etc/passwd\">x</voice></speak>", "voice name")]
    [InlineData("<speak><break time=\"99999s\"/></speak>", "break time")]
    [InlineData("<speak><prosody rate=\"0.000001\">x</prosody></speak>", "prosody rate")]
    [InlineData("<speak><p onclick=\"x\">x</p></speak>", "p onclick")]
    [InlineData("<p>x</p>", "<p>")]
    [InlineData("<speak><?php x ?></speak>", "<?php?>")]
    public void Check_OutsideTheSubset_NamesWhatIsRefused(string ssml, string named)
    {
        var error = Assert.Throws<InvalidRequestException>(() => SsmlPolicy.Check(ssml, s_voices));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<speak>")]
    [InlineData("no markup")]
    [InlineData("<!DOCTYPE speak [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><speak>&b;</speak>")]
    [InlineData("<!DOCTYPE speak SYSTEM \"file:///etc/passwd\"><speak/>")]
    public void Check_MalformedOrWithDocumentType_IsRefusedWithItsPlace(string ssml)
    {
        var error = Assert.Throws<InvalidRequestException>(() => SsmlPolicy.Check(ssml, s_voices));
        Assert.Contains("line 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_DeepNesting_IsRefused()
    {
        var ssml = "<speak>" + string.Concat(Enumerable.Repeat("<p>", 5000))
            + string.Concat(Enumerable.Repeat("</p>", 5000)) + "</speak>";
        Assert.Contains("depth", Assert.Throws<InvalidRequestException>(() => SsmlPolicy.Check(ssml, s_voices)).Message,
            StringComparison.Ordinal);
    }
}
