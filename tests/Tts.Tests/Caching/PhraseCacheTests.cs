using Kws.Tts.Caching;
using Kws.Tts.Engines;
using Microsoft.Extensions.Options;

namespace Kws.Tts.Tests.Caching;

public class PhraseCacheTests
{
    [Fact]
    public void Find_KeptPhrase_ReturnsItsParts()
    {
        var cache = New(1 << 20);
        SpeechPart[] parts = [new SpeechAudio(new short[100])];
        cache.Keep(Key("a"), parts);
        Assert.Same(parts, cache.Find(Key("a")));
        Assert.Null(cache.Find(Key("b")));
    }

    [Fact]
    public void Keep_MorePhrasesThanFit_DropsTheLeastRecentlyUsedAndStaysBounded()
    {
        var cache = New(100_000);
        for (var i = 0; i < 50; i++)
        {
            cache.Keep(Key($"{i}"), [new SpeechAudio(new short[2_000])]);
            Assert.NotNull(cache.Find(Key("0")));
            Assert.InRange(cache.Bytes, 1, 100_000);
        }
        Assert.Null(cache.Find(Key("1")));
        Assert.NotNull(cache.Find(Key("49")));
    }

    [Fact]
    public void Keep_PhraseOverAnEighth_IsNotKept()
    {
        var cache = New(100_000);
        cache.Keep(Key("long"), [new SpeechAudio(new short[10_000])]);
        Assert.Null(cache.Find(Key("long")));
    }

    [Fact]
    public void Keep_CapacityZero_KeepsNothing()
    {
        var cache = New(0);
        cache.Keep(Key("a"), [new SpeechAudio(new short[1])]);
        Assert.Null(cache.Find(Key("a")));
    }

    private static PhraseCache New(long bytes) => new(Options.Create(new TtsOptions { CacheBytes = bytes }));

    private static PhraseKey Key(string text) => new(new SpeechJob(text, false, "en-us", 175, 50, 100, false), 16000);
}
