using Kws.ServiceDefaults.Errors;
using Kws.Speech.V1;
using Kws.Tts.Engines;
using Kws.Tts.Grpc;
using Kws.Tts.Tests.Synthesis;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Tests.Grpc;

/// <summary>What a request asks for, without a voice that speaks it.</summary>
public sealed class SynthesisRequestReaderTests
{
    [Fact]
    public async Task ReadAsync_TextAlone_IsPlainAtTheDocumentedDefaults()
    {
        var order = await ReadAsync(new SynthesizeRequest { Text = "a < b" });

        Assert.Equal(new SpeechJob("a < b", false, "en-us", 175, 50, 100, false), order.Job);
        Assert.Equal((22050, false), (order.SampleRateHz, order.AsWav));
    }

    [Fact]
    public async Task ReadAsync_ZeroThatIsSet_IsNoDefault()
    {
        var order = await ReadAsync(new SynthesizeRequest { Text = "on", Pitch = 0, Volume = 0 });

        Assert.Equal((0, 0), (order.Job.Pitch, order.Job.Volume));
    }

    [Theory]
    [InlineData(80, 0, 0)]
    [InlineData(450, 99, 200)]
    public async Task ReadAsync_Limits_AreWithin(int rate, int pitch, int volume)
    {
        var order = await ReadAsync(new SynthesizeRequest
        {
            Text = "on",
            RateWpm = rate,
            Pitch = pitch,
            Volume = volume,
        });

        Assert.Equal((rate, pitch, volume), (order.Job.RateWpm, order.Job.Pitch, order.Job.Volume));
    }

    public static TheoryData<SynthesizeRequest, string, string> BadRequests() => new()
    {
        { new() { RateWpm = -175 }, "rate_wpm", "80..450" },
        { new() { Pitch = -1 }, "pitch", "0..99" },
        { new() { Pitch = 100 }, "pitch", "0..99" },
        { new() { Volume = -1 }, "volume", "0..200" },
        { new() { Volume = 201 }, "volume", "0..200" },
        { new() { SampleRateHz = -22050 }, "sample_rate_hz", "one of 8000, 16000, 22050, 24000, 48000" },
        { new() { Container = (Container)3 }, "container", "a known Container" },
        { new() { Kind = (TextKind)3 }, "kind", "a known TextKind" },
        { new() { Voice = "de+f3+f3" }, "voice", "a voice of ListVoices" },
        { new() { Spell = true, WordMarks = true }, "word_marks", "false with spell: letters have no word marks" },
        {
            new() { Kind = TextKind.Ssml, Spell = true }, "spell",
            "false with SSML: use say-as interpret-as=\"characters\""
        },
    };

    [Theory]
    [MemberData(nameof(BadRequests))]
    public async Task ReadAsync_BadField_IsNamedWithItsLimit(SynthesizeRequest request, string field, string limit)
    {
        request.Text = "<speak>on</speak>";

        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() => ReadAsync(request));

        Assert.Equal((field, limit), (refused.Field, refused.Limit));
    }

    [Theory]
    [InlineData(Container.Unspecified, false)]
    [InlineData(Container.RawS16Le, false)]
    [InlineData(Container.WavS16Le, true)]
    public async Task ReadAsync_Container_DecidesAboutTheHeader(Container container, bool asWav) =>
        Assert.Equal(asWav, (await ReadAsync(new SynthesizeRequest { Text = "on", Container = container })).AsWav);

    [Fact]
    public async Task ReadAsync_Spell_IsMarkupWhoseLettersStandInTheRequestsText()
    {
        var order = await ReadAsync(new SynthesizeRequest { Text = "a<\"b\">&", Spell = true });

        Assert.True(order.Job.IsSsml);
        Assert.Equal("<speak><say-as interpret-as=\"characters\">a&lt;&quot;b&quot;&gt;&amp;</say-as></speak>",
            order.Job.Text);
        var place = order.Text.Locate(order.Job.Text.IndexOf("b&quot;", StringComparison.Ordinal), 7);
        Assert.Equal((3, 5), (place.Start, place.End));
    }

    [Theory]
    [InlineData("", "de", "de,en-gb,en-us", "en-us")]
    [InlineData("", "", "Joanna:en-US,Brian:en-GB", "Joanna")]
    [InlineData("", "", "fr,de", "de")]
    [InlineData("fr", "", "fr,en-us", "fr")]
    public async Task DefaultVoice_IsTheSettings_ElseAmerican_ElseTheFirst(
        string setting, string asked, string voices, string expected)
    {
        var catalogue = Catalogue(voices);
        Assert.Equal(expected, Reader(setting, catalogue).DefaultVoice(catalogue));

        var order = await ReadAsync(new SynthesizeRequest { Text = "on", Voice = asked }, setting, catalogue);

        Assert.Equal(asked.Length > 0 ? asked : expected, order.Job.Voice);
    }

    [Fact]
    public async Task DefaultVoice_SettingThatTheEngineLacks_IsRefusedByItsName()
    {
        var refused = await Assert.ThrowsAsync<InvalidRequestException>(() =>
            ReadAsync(new SynthesizeRequest { Text = "on" }, "klingon", Catalogue("en-us")));

        Assert.Contains("voice: 'klingon' is not allowed", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("de", true)]
    [InlineData("DE+F3", true)]
    [InlineData("de+", false)]
    [InlineData("+f3", false)]
    [InlineData("de+m9", false)]
    [InlineData("f3", false)]
    [InlineData("", false)]
    public void Contains_Id_IsAVoiceAloneOrWithAVariant(string id, bool isOne) =>
        Assert.Equal(isOne, Catalogue("de,en-us").Contains(id));

    // Ids, each with a language of its own or the id as its language.
    private static VoiceCatalogue Catalogue(string voices) => new(
        [.. voices.Split(',').Select(voice => voice.Split(':'))
            .Select(parts => new EngineVoice(parts[0], parts[0], [parts[^1]], ""))],
        ["f3"]);

    private static Task<SynthesisOrder> ReadAsync(
        SynthesizeRequest request, string setting = "", VoiceCatalogue? voices = null) =>
        Reader(setting, voices ?? Catalogue("de,en-us")).ReadAsync(request, CancellationToken.None).WithTimeout();

    private static SynthesisRequestReader Reader(string setting, VoiceCatalogue voices) => new(
        new ScriptedEngine { Voices = voices }, Options.Create(new TtsOptions { DefaultVoice = setting }));
}
