using Kws.Audio;

namespace Kws.Features.Tests.FrontEnd;

/// <summary>Room for frames, positions of frames and rates, at their edges.</summary>
public sealed class FrontEndRoomTests
{
    private static readonly FeatureSpec s_spec = FeatureSpecPresets.LogMel40;

    [Fact]
    public void FramesFor_NegativeCount_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new StreamingFrontEnd(s_spec).FramesFor(-1));

    [Fact]
    public void Process_NoSamples_YieldsNoFrameAndKeepsThePosition()
    {
        var frontEnd = new StreamingFrontEnd(s_spec);
        frontEnd.Process(new float[399], []);

        Assert.Equal(0, frontEnd.Process([], []));
        Assert.Equal(0, frontEnd.FramesFor(0));
        Assert.Equal(1, frontEnd.FramesFor(1));
    }

    [Fact]
    public void Process_OneSampleAtATime_CompletesFramesAtTheirLastSample()
    {
        var frontEnd = new StreamingFrontEnd(s_spec);
        var completedAt = new List<int>();
        var room = new float[s_spec.Coefficients];
        for (var n = 1; n <= 720; n++)
        {
            if (frontEnd.Process([0.1f], room) == 1)
                completedAt.Add(n);
        }

        Assert.Equal([400, 560, 720], completedAt);
    }

    [Fact]
    public void Process_HopBeyondTheFrame_IgnoresWhatLiesBetween()
    {
        var spec = s_spec with { HopSamples = 1_000 };
        var clean = TestSignals.Sine(440, 16_000, 1_400);
        float[] disturbed = [.. clean];
        for (var n = 400; n < 1_000; n++)
            disturbed[n] = 0.9f;

        Assert.Equal(Frames(spec, clean), Frames(spec, disturbed));
    }

    [Fact]
    public void Process_HopBeyondTheFrame_EmphasisesFromTheSampleBeforeTheFrame()
    {
        var spec = s_spec with { HopSamples = 1_000, PreEmphasis = 0.97, Window = WindowKind.Rectangular };
        var clean = TestSignals.Sine(440, 16_000, 1_400);
        float[] disturbed = [.. clean];
        disturbed[999] = 0.9f;

        Assert.Equal(Frames(spec, clean)[..40], Frames(spec, disturbed)[..40]);
        Assert.NotEqual(Frames(spec, clean)[40..], Frames(spec, disturbed)[40..]);
    }

    [Fact]
    public void Process_LongRoom_IsLeftAloneBehindTheFrames()
    {
        var room = new float[3 * s_spec.Coefficients];
        Array.Fill(room, 7);

        Assert.Equal(1, new StreamingFrontEnd(s_spec).Process(new float[400], room));

        Assert.All(room[..40], value => Assert.NotEqual(7, value));
        Assert.All(room[40..], value => Assert.Equal(7, value));
    }

    [Fact]
    public void Resampling_RateOfZero_IsTheSpecs()
    {
        var frontEnd = new ResamplingFrontEnd(s_spec);

        Assert.Equal((16_000, s_spec), (frontEnd.SampleRateHz, frontEnd.Spec));
        Assert.Equal(98, frontEnd.MaxFrames(16_000));
        Assert.Equal(0, frontEnd.MaxFlushFrames);
    }

    [Theory]
    [InlineData(3_999)]
    [InlineData(192_001)]
    [InlineData(-16_000)]
    public void Resampling_RateThatCannotBeConverted_IsNamed(int rate)
    {
        var error = Assert.Throws<InvalidAudioException>(() => new ResamplingFrontEnd(s_spec, rate));

        Assert.Contains($"{rate}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Resampling_RoomTooShort_ThrowsAndTakesNothing()
    {
        var signal = TestSignals.Sine(440, 48_000, 4_800);
        var frontEnd = new ResamplingFrontEnd(s_spec, 48_000);
        var needed = frontEnd.MaxFrames(signal.Length);

        var error = Assert.Throws<ArgumentException>(() =>
            frontEnd.Process(signal, new float[needed * s_spec.Coefficients - 1]));

        Assert.Contains($"needed: {needed * s_spec.Coefficients}", error.Message, StringComparison.Ordinal);
        Assert.Equal(needed, frontEnd.MaxFrames(signal.Length));
    }

    [Fact]
    public void Resampling_FlushWithoutRoom_ThrowsAndCanBeRepeated()
    {
        // 27.5 ms: the frame needs samples that the resampler still holds.
        var frontEnd = new ResamplingFrontEnd(s_spec, 48_000);
        var begun = frontEnd.Process(TestSignals.Sine(440, 48_000, 1_320), new float[4 * s_spec.Coefficients]);
        Assert.Equal(0, begun);

        Assert.Throws<ArgumentException>(() => frontEnd.Flush([]));

        Assert.Equal(1, frontEnd.Flush(new float[frontEnd.MaxFlushFrames * s_spec.Coefficients]));
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    public void Resampling_AfterFlush_IsAsNew(int rate)
    {
        var signal = TestSignals.ChirpAndNoise(rate, rate / 4, 60, 3_000, 31);
        var frontEnd = new ResamplingFrontEnd(s_spec, rate);
        var first = Whole(frontEnd, signal);

        var second = Whole(frontEnd, signal);

        Assert.Equal(first, second);
        Assert.NotEmpty(first);
    }

    [Theory]
    [InlineData(8_000)]
    [InlineData(11_025)]
    [InlineData(48_000)]
    public void Resampling_AnyChunk_YieldsNoMoreThanMaxFrames(int rate)
    {
        var frontEnd = new ResamplingFrontEnd(s_spec, rate);
        foreach (var size in TestSignals.Chunks(rate, new Random(rate)))
        {
            var most = frontEnd.MaxFrames(size);
            Assert.InRange(frontEnd.Process(new float[size], new float[most * s_spec.Coefficients]), 0, most);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(399)]
    public void Extract_BelowOneFrame_IsEmpty(int samples)
    {
        Assert.Empty(OfflineExtractor.Extract(s_spec, new float[samples]));
        Assert.Empty(ResamplingFrontEnd.ExtractAll(s_spec, new float[samples]));
    }

    [Fact]
    public void Extract_FaultySpec_IsRefusedWhateverTheLength()
    {
        var faulty = s_spec with { FftSize = 100 };

        Assert.Throws<InvalidFeatureSpecException>(() => OfflineExtractor.Extract(faulty, []));
        Assert.Throws<InvalidFeatureSpecException>(() => ResamplingFrontEnd.ExtractAll(faulty, []));
    }

    private static float[] Frames(FeatureSpec spec, float[] signal)
    {
        var frontEnd = new StreamingFrontEnd(spec);
        var frames = new float[frontEnd.FramesFor(signal.Length) * spec.Coefficients];
        frontEnd.Process(signal, frames);
        return frames;
    }

    private static float[] Whole(ResamplingFrontEnd frontEnd, float[] signal)
    {
        var frames = new float[(frontEnd.MaxFrames(signal.Length) + frontEnd.MaxFlushFrames + 1) * 40];
        var count = frontEnd.Process(signal, frames);
        count += frontEnd.Flush(frames.AsSpan(count * 40));
        return frames[..(count * 40)];
    }
}
