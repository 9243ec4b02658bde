using Kws.Tts.Engines;
using Kws.Tts.Engines.Espeak;

namespace Kws.Tts.Tests.Engines;

public class EspeakMarkupTests
{
    private const string Pause = "<break time=\"20ms\"/><mark name=\"p\"/>";

    [Theory]
    [InlineData("<break time=\"250ms\"></break>x<break></break>", Pause + "x" + Pause, 250, 210)]
    [InlineData("<break strength=\"none\"></break><break time=\"0ms\"></break>x", "x")]
    [InlineData("<prosody rate=\"50%\">a</prosody>b", "<prosody rate=\"50%\">a</prosody>b")]
    [InlineData("<prosody rate=\"slow\"><prosody rate=\"slow\">a</prosody></prosody>",
        "<prosody rate=\"80%\"><prosody rate=\"100%\">a</prosody></prosody>")]
    [InlineData("<prosody rate=\"0.01\">a</prosody>", "<prosody rate=\"46%\">a</prosody>")]
    [InlineData("<prosody rate=\"999%\">a</prosody>", "<prosody rate=\"257%\">a</prosody>")]
    [InlineData("<prosody volume=\"+6dB\" pitch=\"+12st\">a</prosody>",
        "<prosody pitch=\"99\" volume=\"200\">a</prosody>")]
    [InlineData("<prosody volume=\"50\">a<emphasis level=\"strong\">b</emphasis></prosody>",
        "<prosody volume=\"50\">a<emphasis level=\"strong\"><prosody volume=\"60\">b</prosody></emphasis></prosody>")]
    [InlineData("<say-as interpret-as=\"date\">a</say-as>", "a")]
    [InlineData("<say-as interpret-as=\"spell-out\">a</say-as>", "<say-as interpret-as=\"characters\">a</say-as>")]
    [InlineData("<voice name=\"de\">a<voice gender=\"female\">b</voice>c</voice>d",
        "<voice name=\"de\">a</voice><voice name=\"de\" gender=\"female\">b</voice><voice name=\"de\">c</voice>d")]
    [InlineData("<s xml:lang=\"fr\">a</s>", "<s><voice xml:lang=\"fr\">a</voice></s>")]
    [InlineData("AT&amp;T a&amp;b &amp;#60;", "AT&amp;T a&amp; b &amp; #60;")]
    public void Write_Element_IsSaidSoThatTheLibraryReadsItRight(string job, string written, params int[] pauses)
    {
        var document = EspeakMarkup.Write(new SpeechJob($"<speak>{job}</speak>", true, "en-us", 175, 50, 100, true));
        Assert.Equal($"<speak>{written}</speak>", document.Text.Text);
        Assert.Equal(pauses, document.PausesMs);
    }

    [Theory]
    [InlineData("a <prosody pitch=\"20\" volume=\"50\">b</prosody>c", 0)]
    [InlineData("<prosody pitch=\"20\" volume=\"50\"><emphasis level=\"strong\">b</emphasis></prosody>", 1)]
    [InlineData("<prosody pitch=\"20\" volume=\"50\"><s><emphasis level=\"strong\">b</emphasis></s></prosody>", 0)]
    [InlineData("a <prosody pitch=\"20\" volume=\"50\"><emphasis level=\"strong\">b c</emphasis></prosody> d", 2)]
    [InlineData("a <prosody pitch=\"20\" volume=\"50\"> , <emphasis level=\"strong\">b</emphasis> c</prosody> d", 1)]
    [InlineData("a <emphasis level=\"strong\">b</emphasis> <emphasis level=\"strong\">c</emphasis>", 1)]
    [InlineData("a, <prosody pitch=\"20\" volume=\"50\"><emphasis level=\"strong\">b</emphasis> c</prosody>", 0)]
    public void Write_MoreThanThreeChangesBetweenTwoWords_EndsTheClauseBefore(string job, int ends)
    {
        var document = EspeakMarkup.Write(new SpeechJob($"<speak>{job}</speak>", true, "en-us", 175, 50, 100, true));
        var written = document.Text.Text;
        Assert.Equal(ends, written.Split("<break time=\"20ms\"/>").Length - 1);
        Assert.Empty(document.PausesMs);
        var place = document.Text.Locate(written.IndexOf(">b", StringComparison.Ordinal) + 1, 1);
        Assert.Equal("b", $"<speak>{job}</speak>"[place.Start..place.End]);
    }

    [Fact]
    public void Write_ManyChangesAfterASentence_KeepsItsPause()
    {
        const string Job = "<speak>a <prosody pitch=\"20\" volume=\"50\"><emphasis level=\"strong\">b c.</emphasis>"
            + "</prosody> D</speak>";
        var written = EspeakMarkup.Write(new SpeechJob(Job, true, "en-us", 175, 50, 100, true)).Text.Text;
        const string Expected = "c.<break time=\"400ms\"/></prosody></emphasis></prosody> D";
        Assert.Contains(Expected, written, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_ManyEmptyElements_EndsAClauseEachTwentyChanges()
    {
        var empty = string.Concat(Enumerable.Repeat("<prosody pitch=\"20\" volume=\"50\"></prosody>", 11));
        var job = new SpeechJob($"<speak>{empty}b</speak>", true, "en-us", 175, 50, 100, true);
        Assert.Equal(3, EspeakMarkup.Write(job).Text.Text.Split("<break time=\"20ms\"/>").Length);
    }

    [Fact]
    public void Write_ProsodyOfTheDeepestNesting_StaysWithinTheRangesOfARequest()
    {
        var open = string.Concat(Enumerable.Repeat("<prosody rate=\"999%\" pitch=\"999%\" volume=\"999%\">", 15));
        var close = string.Concat(Enumerable.Repeat("</prosody>", 15));
        var job = new SpeechJob($"<speak>{open}x{close}</speak>", true, "en-us", 175, 50, 100, true);
        var text = EspeakMarkup.Write(job).Text.Text;
        Assert.Contains("pitch=\"99\"", text, StringComparison.Ordinal);
        Assert.Contains("volume=\"200\"", text, StringComparison.Ordinal);
        Assert.DoesNotMatch("\"\\d{4,}", text);
    }
}
