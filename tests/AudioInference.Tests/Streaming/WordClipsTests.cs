using Kws.AudioInference.Detection;
using Kws.AudioInference.Streaming;
using Kws.AudioInference.Tests.Events;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kws.AudioInference.Tests.Streaming;

public sealed class WordClipsTests
{
    private const int Rate = 8_000;

    private readonly List<KeywordDetection> _offered = [];
    private readonly WordClips _clips;

    public WordClipsTests()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var metrics =
            new AudioInferenceMetrics(services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>());
        var fanOut = new DetectionFanOut([new Collector(_offered)], metrics, NullLogger<DetectionFanOut>.Instance);
        _clips = new WordClips(new AudioHistory(5 * Rate, 0), Rate, 0, fanOut);
    }

    [Fact]
    public void Word_DecidedEarly_WaitsForHalfASecondAfterIt()
    {
        _clips.Add(new float[10_000]);
        _clips.Add(Word(4_000, 9_000));
        _clips.Add(new float[2_999]);
        Assert.Empty(_offered);

        _clips.Add(new float[1]);

        var audio = Assert.Single(_offered).Audio!;
        Assert.Equal((0L, 13_000), (audio.FirstSample, audio.Pcm.Length / 2));
    }

    [Fact]
    public void Word_DecidedLate_IsOfferedAtOnce()
    {
        _clips.Add(new float[20_000]);
        _clips.Add(Word(8_000, 12_000));

        var audio = Assert.Single(_offered).Audio!;
        Assert.Equal((4_000L, 12_000), (audio.FirstSample, audio.Pcm.Length / 2));
    }

    [Fact]
    public void StreamsEnd_WhileAWordWaits_OffersWhatThereIs()
    {
        _clips.Add(new float[10_000]);
        _clips.Add(Word(4_000, 9_000));

        _clips.End();
        Assert.Equal(10_000, Assert.Single(_offered).Audio!.Pcm.Length / 2);

        // A decision may come after the last audio.
        _clips.Add(Word(9_000, 9_500));
        Assert.Equal(2, _offered.Count);
    }

    [Fact]
    public void Words_OneAfterAnother_AreOfferedInOrderAndEachOnce()
    {
        for (var i = 0; i < 10; i++)
        {
            _clips.Add(new float[Rate]);
            _clips.Add(Word(i * Rate + 1_000, i * Rate + 6_000));
        }
        _clips.End();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => i * (long)Rate + 1_000), _offered.Select(o => o.StartSample));
    }

    [Fact]
    public void Words_MoreThanAreHeld_GoWithWhatHasCome()
    {
        _clips.Add(new float[10_000]);
        for (var i = 0; i < 20; i++)
            _clips.Add(Word(4_000, 9_000));
        Assert.Equal(4, _offered.Count);
    }

    private static KeywordDetection Word(long start, long end) =>
        DetectionHost.Heard("w") with { StartSample = start, EndSample = end, SampleRateHz = Rate, Audio = null };

    private sealed class Collector(List<KeywordDetection> offered) : IDetectionSink
    {
        public bool WantsAudio => true;

        public void Offer(KeywordDetection detection) => offered.Add(detection);
    }
}
