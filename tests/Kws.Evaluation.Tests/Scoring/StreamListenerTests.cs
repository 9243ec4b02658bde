using Kws.Features;

namespace Kws.Evaluation.Tests;

public class StreamListenerTests(TinyModel tiny) : IClassFixture<TinyModel>
{
    private const int Stride = 1_600;
    private const int Window = 15_920;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(Window - 1, 0)]
    [InlineData(Window, 1)]
    [InlineData(Window + Stride - 1, 1)]
    [InlineData(Window + Stride, 2)]
    [InlineData(Window + (200 * Stride), 201)]
    public void Listen_SoManySamples_DecidesEachStrideOnceAWindowIsThere(int samples, int decisions)
    {
        foreach (var model in new[] { tiny.Model, tiny.Streaming })
            Assert.Equal(decisions * model.LabelCount, new StreamListener(model).Listen(new float[samples]).Length);
    }

    [Fact]
    public void Listen_Decisions_AreThoseOfTheirWindowsAlone()
    {
        var random = new Random(1);
        float[] samples = [.. Enumerable.Range(0, 12 * 16_000)
            .Select(n => (0.3f * MathF.Sin(n * n / 4e6f)) + (0.01f * random.NextSingle()))];
        var posteriors = new StreamListener(tiny.Model).Listen(samples);
        int labels = tiny.Model.LabelCount, decisions = posteriors.Length / labels;
        Assert.True(decisions > 64, "more than a batch");
        var alone = new float[labels];
        for (var decision = 0; decision < decisions; decision += 7)
        {
            tiny.Model.Run(OfflineExtractor.Extract(tiny.Model.FeatureSpec, samples.AsSpan(decision * Stride, Window)),
                1, alone);
            Assert.All(alone.Zip(posteriors.Skip(decision * labels)),
                pair => Assert.Equal(pair.First, pair.Second, 1e-3f));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(511)]
    [InlineData(700)]
    public void Listen_ModelThatKeepsItsState_DecidesAsWithWholeWindows(int decisions)
    {
        var random = new Random(decisions);
        float[] samples = [.. Enumerable.Range(0, Window + ((decisions - 1) * Stride))
            .Select(n => (0.3f * MathF.Sin(n * n / 4e6f)) + (0.01f * random.NextSingle()))];
        var whole = new StreamListener(tiny.Model).Listen(samples);
        var steps = new StreamListener(tiny.Streaming).Listen(samples);
        Assert.Equal(decisions * tiny.Model.LabelCount, whole.Length);
        Assert.Equal(whole.Length, steps.Length);
        for (var i = 0; i < whole.Length; i++)
            Assert.Equal(whole[i], steps[i], 1e-4f);
    }

    [Fact]
    public void Listen_RecordingOfKnownTones_HearsEachOnce()
    {
        // No noise: the tiny model knows tones from silence and nothing else.
        var quiet = new float[16_000];
        var recording = new KnownRecordingBuilder(Tones.Clips()[..2], new NoiseBank([quiet]), ["yes", "no"])
            .Build(5, minutes: 1, keywordCount: 12, otherCount: 0);
        var heard = new HeardRecording("stream", new StreamListener(tiny.Model).Listen(recording.Samples),
            recording.Spoken,
            recording.Samples.Length);
        var score = new StreamScoring(tiny.Model.Manifest).Score([heard]);
        Assert.InRange(score.Hits, 10, 12);
        Assert.InRange(score.DelaySecondsP90!.Value, 0, 1);
    }
}
