using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>A device that loses its connection resumes, and in all hears what it would have heard without the
/// loss.</summary>
[Collection(ShippedSpotter.Shared)]
public sealed class ReplayTests(ShippedSpotter spotter) : IDisposable
{
    public void Dispose() => Host.Logs.AssertNoErrors();

    private SpotterHost Host => spotter.Host;

    private static SpotConfig Config(int rate, long resume = 0)
    {
        var config = Device.Config(rate, ResponseKind.Acknowledged, ResponseKind.NearMiss);
        // Any sound crosses so low a threshold now and then: detections without a recording of speech. Words that a
        // second look confirms are resumed in SecondLookTests.
        config.Keywords.AddRange(
            TestAudio.Words.Select(word => new KeywordChoice { Label = word, Threshold = 0.12f }));
        config.Isolation = Isolation.Off;
        config.ResumeSample = resume;
        return config;
    }

    [Trait("Duration", "Long")]
    [Theory]
    [InlineData(16000)]
    [InlineData(44100)]
    [InlineData(11025)]
    [InlineData(15999)]
    public async Task Recording_CutAndResumedAtRandom_YieldsTheSameDetections(int rate)
    {
        var audio = TestAudio.Bursts(rate, 25, rate);
        using var whole = await Device.PlayAsync(Host.Client, Config(rate), audio, rate / 50);
        var expected = whole.Keywords.Select(Describe).ToList();
        Assert.True(expected.Count >= 5, $"only {expected.Count} detections to compare");

        for (var seed = 0; seed < 3; seed++)
        {
            var pieces = await PlayInPiecesAsync(audio, rate, new Random(seed));
            var union = pieces.DistinctBy(k => k.Id).Select(Describe);
            Assert.Equal(expected.Order(), union.Order());
        }
    }

    [Fact]
    public async Task Acknowledgements_StayWithinAFewSecondsOfTheAudio()
    {
        using var device = await Device.PlayAsync(Host.Client, Config(16000), TestAudio.Bursts(1, 10));
        var last = device.Acknowledgements.Last();
        Assert.Equal(160000, last.ProcessedSample);
        Assert.InRange(last.ResumeSample, 160000 - 7 * 16000, 160000);
        Assert.Equal(0, last.ResumeSample % 1600);
    }

    [Fact]
    public async Task AudioSentTwice_IsSkipped()
    {
        var audio = TestAudio.Bursts(7, 8);
        using var once = await Device.PlayAsync(Host.Client, Config(16000), audio);
        using var twice = await Device.OpenAsync(Host.Client, Config(16000));
        await twice.SendAsync(audio.AsMemory(0, 60000), 0, 777);
        await twice.SendAsync(audio.AsMemory(20000, 50001), 20000, 1111);
        await twice.SendAsync(audio.AsMemory(30000), 30000, 16000);
        await twice.CloseAsync().WithTimeout();
        Assert.Equal(once.Keywords.Select(Describe), twice.Keywords.Select(Describe));
    }

    [Fact]
    public async Task Chunking_DoesNotChangeTheDetections()
    {
        var audio = TestAudio.Bursts(3, 10);
        using var small = await Device.PlayAsync(Host.Client, Config(16000), audio, 31);
        using var large = await Device.PlayAsync(Host.Client, Config(16000), audio, 16000);
        Assert.Equal(small.Keywords.Select(Describe), large.Keywords.Select(Describe));
        Assert.Equal(small.NearMisses.Select(m => (m.Label, m.StartSample)),
            large.NearMisses.Select(m => (m.Label, m.StartSample)));
    }

    private static string Describe(Keyword k) => $"{k.DecidedSample:D9} {k.Label} {k.Id} {k.StartSample} {k.EndSample}";

    /// <summary>Streams with connections that break at random places; each next one resumes from the last
    /// acknowledgement.</summary>
    private async Task<List<Keyword>> PlayInPiecesAsync(short[] audio, int rate, Random random)
    {
        var heard = new List<Keyword>();
        var resume = 0L;
        for (var sent = 0; sent < audio.Length;)
        {
            using var device = await Device.OpenAsync(Host.Client, Config(rate, resume));
            var until = Math.Min(audio.Length, Math.Max(sent, (int)resume) + random.Next(rate / 2, 9 * rate));
            await device.SendAsync(audio.AsMemory((int)resume, until - (int)resume), resume, rate / 50);
            sent = until;
            if (sent == audio.Length)
                await device.CloseAsync().WithTimeout();
            else
                await device.WaitUntilQuietAsync();
            // The position first: a keyword that comes between the two reads is then heard again, not lost.
            resume = device.Acknowledgements.LastOrDefault()?.ResumeSample ?? resume;
            heard.AddRange(device.Keywords);
        }
        return heard;
    }
}
