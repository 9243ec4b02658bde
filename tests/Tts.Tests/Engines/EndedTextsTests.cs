using Kws.Tts.Engines;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Tts.Tests.Engines;

public class EndedTextsTests
{
    [Fact]
    public void Contains_TextThatEndedAVoice_IsRememberedForAWhileWhateverItsVolume()
    {
        var time = new FakeTimeProvider();
        var ended = new EndedTexts(time);
        ended.Add(Job("bad"));
        Assert.True(ended.Contains(Job("bad") with { Volume = 7, WordMarks = false }));
        Assert.False(ended.Contains(Job("good")));
        Assert.False(ended.Contains(Job("bad") with { Voice = "de" }));
        Assert.False(ended.Contains(Job("bad") with { IsSsml = true }));
        time.Advance(EndedTexts.Lifetime - TimeSpan.FromSeconds(1));
        Assert.True(ended.Contains(Job("bad")));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(ended.Contains(Job("bad")));
    }

    [Fact]
    public void Add_MoreThanItHolds_ForgetsTheOldest()
    {
        var ended = new EndedTexts(new FakeTimeProvider());
        for (var i = 0; i <= EndedTexts.Capacity; i++)
            ended.Add(Job($"{i}"));
        Assert.False(ended.Contains(Job("0")));
        Assert.True(ended.Contains(Job("1")));
        Assert.True(ended.Contains(Job($"{EndedTexts.Capacity}")));
    }

    private static SpeechJob Job(string text) => new(text, false, "en-us", 175, 50, 100, true);
}
