using Kws.Tts.Engines;
using Kws.Tts.Engines.Espeak;

namespace Kws.Tts.Tests.Engines;

public class PauseStageTests
{
    private const int Rate = 1000;

    [Fact]
    public void Push_NoPauses_PassesEverythingOn()
    {
        var parts = Run([], Mark(0), Sound(100), Mark(150), Sound(100), Silence(50));
        Assert.Equal(250, Length(parts));
        Assert.Equal([0, 150], Marks(parts));
    }

    [Fact]
    public void Push_PauseBetweenSounds_LastsAsAskedWithTheEnginesOwnSilence()
    {
        var parts = Run([500], Mark(0), Pause(120), Mark(130), Sound(100), Silence(20), Silence(20), Sound(60));
        Assert.Equal(100 + 500 + 60, Length(parts));
        Assert.Equal([100, 500, 60], Runs(parts));
    }

    [Fact]
    public void Push_PauseAtTheBegin_IsHeardBeforeTheFirstSound()
    {
        var parts = Run([300], Pause(0), Mark(0), Sound(100));
        Assert.Equal([0, 300, 100], Runs(parts));
        Assert.Equal([300], Marks(parts));
    }

    [Fact]
    public void Push_PausesBesideEachOther_AddUp() =>
        Assert.Equal([100, 700, 100], Runs(
            Run([300, 400], Pause(110), Pause(120), Sound(100), Silence(30), Sound(100))));

    [Fact]
    public void Push_EngineIsSilentForLonger_AddsNothing() =>
        Assert.Equal([100, 900, 100], Runs(Run([300], Pause(400), Sound(100), Silence(900), Sound(100))));

    [Fact]
    public void Finish_PauseAtTheEnd_IsFilledUp()
    {
        Assert.Equal([100, 300], Runs(Run([300], Sound(100), Silence(40), Pause(140))));
        Assert.Equal([100, 10_000], Runs(Run([10_000], Pause(100), Sound(100))));
    }

    [Fact]
    public void Push_MarksAfterAPause_MoveWithTheirWordsAndComeBeforeThem()
    {
        var parts = Run(
            [500, 250], Mark(0), Pause(100), Mark(100), Sound(200), Mark(200), Pause(300), Mark(300), Sound(300));
        Assert.Equal([0, 600, 700, 1050], Marks(parts));
        long written = 0;
        foreach (var part in parts)
        {
            if (part is SpeechMark mark)
                Assert.True(mark.Sample >= written);
            written += (part as SpeechAudio)?.Samples.Length ?? 0;
        }
    }

    [Fact]
    public void Push_MorePausesThanTheDocumentHas_AreIgnored() =>
        Assert.Equal(200, Length(Run([], Pause(50), Sound(200))));

    private static List<SpeechPart> Run(int[] pausesMs, params SpeechPart[] parts)
    {
        var stage = new PauseStage(Rate, pausesMs);
        return [.. parts.SelectMany(part => stage.Push(part).ToList()).ToList(), .. stage.Finish()];
    }

    private static SpeechMark Mark(long sample) => new(sample, 0, 1);

    private static SpeechPause Pause(long sample) => new(sample);

    private static SpeechAudio Sound(int samples) => new(Enumerable.Repeat((short)1000, samples).ToArray());

    private static SpeechAudio Silence(int samples) => new(new short[samples]);

    private static int Length(List<SpeechPart> parts) => SpeechSamples.Of(parts).Length;

    private static IEnumerable<long> Marks(List<SpeechPart> parts) =>
        parts.OfType<SpeechMark>().Select(mark => mark.Sample);

    // Lengths of sound, silence, sound and so on.
    private static List<int> Runs(List<SpeechPart> parts)
    {
        List<int> runs = [0];
        var isSound = true;
        foreach (var sample in SpeechSamples.Of(parts))
        {
            if (sample != 0 != isSound)
            {
                runs.Add(0);
                isSound = !isSound;
            }
            runs[^1]++;
        }
        return runs;
    }
}
