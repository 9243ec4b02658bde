using Kws.Cli.Training;
using Kws.SpokenWords;
using Kws.Training.V1;

namespace Kws.Cli.Tests.Training;

/// <summary>What <c>kws train audio --say</c> has spoken, by whom, and what it tells in the end.</summary>
public sealed class SpokenWordTests
{
    private static readonly string[] s_vocabulary = ["light", "right", "off", "of", "river", "coffee", "paper"];
    private static readonly string[] s_sentences = ["The kettle was still warm.", "Turn the lights on before you go."];

    [Theory]
    [InlineData("lights on", "lights-on")]
    [InlineData("  Marvin ", "marvin")]
    [InlineData("it's 9 o'clock!", "its-9-oclock")]
    public void Label_OfAText_HasLettersDigitsAndHyphens(string text, string label) =>
        Assert.Equal(label, SpokenWord.OfText(text).Label);

    [Theory]
    [InlineData("?!")]
    [InlineData("unknown")]
    public void Label_OfWhatIsNoWord_IsRefusedByName(string text) =>
        Assert.Equal(text, Assert.Throws<InvalidSpokenWordException>(() => SpokenWord.OfText(text)).Text);

    [Fact]
    public void Alike_OfAPhrase_HasItsPartsAndOtherBeginningsButNotItself()
    {
        var alike = AlikeWords.Of("lights on", s_vocabulary);
        Assert.Superset(
            new HashSet<string> { "lights", "on", "on lights", "nights on", "lights non", "light" }, alike.ToHashSet());
        Assert.DoesNotContain("lights on", alike);
        Assert.DoesNotContain("kat", AlikeWords.Of("cat", s_vocabulary));
    }

    [Fact]
    public void Cast_OfEspeak_CrossesAccentsWithVariantsAndSharesNoVoice()
    {
        var cast = Cast();
        Assert.Equal((20, 6), (cast.Training.Count, cast.Validation.Count));
        Assert.Empty(cast.Training.Intersect(cast.Validation));
        Assert.Contains("en-us+m6", cast.Validation);
    }

    [Fact]
    public void Cast_OfAnotherEngine_NeedsVoicesForBoth()
    {
        SpeakingVoice[] voices =
            [.. ((string[])["Amy", "Brian", "Emma"]).Select(id => new SpeakingVoice(id, "polly"))];
        Assert.Throws<TooFewVoicesException>(() => VoiceCast.Of(voices, "en"));
        var cast = VoiceCast.Of([.. voices, new SpeakingVoice("Joey", "polly")], "en");
        Assert.Equal((3, 1), (cast.Training.Count, cast.Validation.Count));
    }

    [Fact]
    public void Script_WithSplits_KeepsVoicesApartAndTheWordOutOfTheTalk()
    {
        var script = Script(withWords: true, splits: true);
        Assert.Equal(20 * 6, script.Count(said => said.File.StartsWith("train/lights-on/", StringComparison.Ordinal)));
        Assert.Contains(script, said => said.File == "validation/lights-on/tts.en-us.m6_nohash_7.wav");
        Assert.All(script, said => Assert.Equal(
            said.File.StartsWith("train/", StringComparison.Ordinal), Cast().Training.Contains(said.Voice)));
        Assert.DoesNotContain(script, said =>
            !said.IsWord && said.Text.Contains("lights on", StringComparison.OrdinalIgnoreCase));
        Assert.Equal(script.Count, script.Select(said => said.File).Distinct().Count());
        Assert.Equal(script, Script(withWords: true, splits: true));
    }

    [Fact]
    public void Script_BesideRecordings_IsWhatTheyAreNotAndLeavesTheSplitToTheServer() =>
        Assert.All(Script(withWords: false, splits: false), said => Assert.Matches(
            "^unknown/tts\\.[a-z0-9.-]+_nohash_\\d+\\.wav$", said.File));

    [Fact]
    public void Report_OfANewWord_TellsItsFalseAlarmsAndHowItIsPromoted()
    {
        var model = new Model { Name = "small-lights-on", Version = "1.0.0", State = ModelState.Published };
        model.Metrics.Add(new Metric { Name = "accuracy", Value = 0.9 });
        model.Metrics.Add(new Metric
        {
            Name = "false_alarms_per_hour.lights-on",
            Value = 2,
            Data = "0.50 h of talk by 12 synthetic voices: 1 false alarms, 95 % interval 0.1 to 11.1 an hour",
        });
        model.Metrics.Add(new Metric { Name = "stream.miss_share.lights-on", Value = 0.05 });
        Assert.Equal(
            [
                "lights-on: 2 false alarms an hour (0.50 h of talk by 12 synthetic voices: 1 false alarms, "
                    + "95 % interval 0.1 to 11.1 an hour); 5.0% missed",
                "the mesh serves it after: kws models promote small-lights-on/1.0.0",
            ],
            NewWordReport.LinesOf(model));
    }

    private static VoiceCast Cast() => VoiceCast.Of(
        [.. ((string[])["en-us", "en-us+f3", "en-gb"]).Select(id => new SpeakingVoice(id, "espeak-ng"))],
        "en");

    private static IReadOnlyList<Utterance> Script(bool withWords, bool splits) =>
        new SpeechScript([SpokenWord.OfText("lights on")], Cast(), s_vocabulary, s_sentences)
            .Write(withWords, splits, TimeSpan.FromMinutes(5));
}
