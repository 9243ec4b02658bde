namespace Kws.Audio.Tests.Resampling;

/// <summary>Rates whose ratio is no simple one are interpolated: as good as the others, bounded, and the same for any
/// chunking.</summary>
public sealed class AnyRateTests
{
    [Theory]
    [InlineData(4_000, 16_000)]
    [InlineData(12_000, 16_000)]
    [InlineData(15_999, 16_000)]
    [InlineData(44_101, 16_000)]
    [InlineData(47_951, 16_000)]
    [InlineData(88_200, 16_000)]
    [InlineData(96_000, 16_000)]
    [InlineData(191_999, 16_000)]
    [InlineData(192_000, 4_000)]
    [InlineData(16_000, 44_101)]
    public void Process_SineInTheBand_IsTheSineAtTheNewRate(int from, int to)
    {
        var hertz = 0.4 * Math.Min(from, to) / 2;

        var output = Whole(from, to, TestSignals.Sine(hertz, from, from));

        Assert.Equal(to, output.Length);
        var ideal = TestSignals.Sine(hertz, to, to);
        for (var i = 1_000; i < to - 1_000; i++)
            Assert.InRange(output[i] - ideal[i], -2e-4f, 2e-4f);
    }

    [Theory]
    [InlineData(44_101)]
    [InlineData(47_951)]
    [InlineData(88_200)]
    [InlineData(191_999)]
    public void Process_ToneAboveTheNewBand_Is70DecibelsDown(int from)
    {
        for (var hertz = 0.505 * 16_000; hertz < 0.5 * from; hertz += 0.05 * from)
        {
            var output = Whole(from, 16_000, TestSignals.Sine(hertz, from, from / 2));

            var rms = Math.Sqrt(output[1_000..^1_000].Average(x => (double)x * x));
            Assert.InRange(20 * Math.Log10(rms / (0.5 / Math.Sqrt(2)) + 1e-12), -300, -70);
        }
    }

    [Theory]
    [InlineData(44_101)]
    [InlineData(191_999)]
    public void Process_RandomChunkings_EqualOneCallToTheBit(int from)
    {
        var signal = TestSignals.ChirpAndNoise(from, 30_000, 50, 3_500, 3);
        var whole = Whole(from, 16_000, signal);
        var resampler = new StreamingResampler(from, 16_000);
        var output = new List<float>();
        var position = 0;
        foreach (var size in TestSignals.Chunks(signal.Length, new Random(1)))
        {
            var room = new float[resampler.MaxOutput(size)];
            output.AddRange(room[..resampler.Process(signal.AsSpan(position, size), room)]);
            position += size;
        }
        var tail = new float[resampler.MaxFlush];
        output.AddRange(tail[..resampler.Flush(tail)]);

        Assert.Equal(whole, output);
    }

    [Fact]
    public void Plans_OfAnyRates_HoldAtMostAMebibyte()
    {
        foreach (var (from, to) in new[] { (191_999, 16_000), (44_101, 16_000), (191_999, 4_000), (4_001, 192_000) })
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var plan = new ResamplerPlan(from, to);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, (1 << 20) + 1_000);
            Assert.False(plan.IsExact);
        }
        Assert.True(new ResamplerPlan(22_050, 16_000).IsExact);
    }

    private static float[] Whole(int from, int to, float[] signal)
    {
        var resampler = new StreamingResampler(from, to);
        var output = new float[resampler.MaxOutput(signal.Length) + resampler.MaxFlush];
        var count = resampler.Process(signal, output);
        return output[..(count + resampler.Flush(output.AsSpan(count)))];
    }
}
