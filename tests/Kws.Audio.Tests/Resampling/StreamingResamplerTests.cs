namespace Kws.Audio.Tests.Resampling;

public sealed class StreamingResamplerTests
{
    private static readonly int[] DeviceRates = [8_000, 11_025, 16_000, 22_050, 32_000, 44_100, 48_000];

    public static TheoryData<int, int> RatePairs
    {
        get
        {
            var data = new TheoryData<int, int>();
            foreach (var rate in DeviceRates)
            {
                data.Add(rate, 16_000);
                data.Add(rate, 48_000);
                if (rate is not (16_000 or 48_000))
                    data.Add(16_000, rate);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(RatePairs))]
    public void Process_SineInTheBand_IsTheSineAtTheNewRateWithNoDelay(int from, int to)
    {
        var hertz = 0.4 * Math.Min(from, to) / 2;

        var output = Whole(from, to, TestSignals.Sine(hertz, from, from));

        Assert.Equal(to, output.Length);
        var ideal = TestSignals.Sine(hertz, to, to);
        for (var i = 600; i < to - 600; i++)
            Assert.InRange(output[i] - ideal[i], -2e-4f, 2e-4f);
    }

    [Theory]
    [InlineData(48_000, 16_000)]
    [InlineData(44_100, 16_000)]
    [InlineData(32_000, 16_000)]
    [InlineData(22_050, 16_000)]
    [InlineData(16_000, 8_000)]
    [InlineData(48_000, 11_025)]
    public void Process_ToneAboveTheNewBand_Is70DecibelsDown(int from, int to)
    {
        for (var hertz = 0.505 * to; hertz < 0.5 * from; hertz += 0.03 * from)
        {
            var output = Whole(from, to, TestSignals.Sine(hertz, from, from / 2));

            var rms = Math.Sqrt(output[1_000..^1_000].Average(x => (double)x * x));
            Assert.InRange(20 * Math.Log10(rms / (0.5 / Math.Sqrt(2)) + 1e-12), -300, -70);
        }
    }

    [Theory]
    [MemberData(nameof(RatePairs))]
    public void Process_RandomChunkings_EqualOneCall(int from, int to)
    {
        var signal = TestSignals.ChirpAndNoise(from, 30_000, 50, 3_500, 3);
        var whole = Whole(from, to, signal);
        for (var seed = 0; seed < 5; seed++)
        {
            var resampler = new StreamingResampler(from, to);
            var output = new List<float>();
            var position = 0;
            foreach (var size in TestSignals.Chunks(signal.Length, new Random(seed)))
            {
                var room = new float[resampler.MaxOutput(size)];
                output.AddRange(room[..resampler.Process(signal.AsSpan(position, size), room)]);
                position += size;
            }

            var tail = new float[resampler.MaxFlush];
            output.AddRange(tail[..resampler.Flush(tail)]);
            Assert.Equal(whole.Length, output.Count);
            for (var i = 0; i < whole.Length; i++)
                Assert.Equal(whole[i], output[i], 1e-6f);
        }
    }

    [Fact]
    public void Flush_Then_IsAsNew()
    {
        var signal = TestSignals.ChirpAndNoise(44_100, 9_001, 50, 3_500, 4);
        var resampler = new StreamingResampler(44_100, 16_000);
        var first = Whole(resampler, signal);

        Assert.Equal(first, Whole(resampler, signal));
        Assert.Equal((9_001 * 160 + 440) / 441, first.Length);
    }

    [Fact]
    public void Process_SteadyState_AllocatesNothing()
    {
        var resampler = new StreamingResampler(44_100, 16_000);
        var (input, output) = (new float[882], new float[resampler.MaxOutput(882)]);
        resampler.Process(input, output);

        var bytes = Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 50; i++)
                resampler.Process(input, output);
        });

        Assert.Equal(0, bytes);
    }

    [Theory]
    [InlineData(1, 16_000, "sample_rate_hz is 1;")]
    [InlineData(1_000_000_000, 16_000, "sample_rate_hz is 1000000000;")]
    [InlineData(-5, -5, "sample_rate_hz is -5;")]
    [InlineData(3_999, 16_000, "sample_rate_hz is 3999;")]
    [InlineData(192_001, 16_000, "sample_rate_hz is 192001;")]
    public void Constructor_RateOutOfRange_NamesIt(int from, int to, string expected)
    {
        var error = Assert.Throws<InvalidAudioException>(() => new StreamingResampler(from, to));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static float[] Whole(int from, int to, float[] signal) => Whole(new StreamingResampler(from, to), signal);

    private static float[] Whole(StreamingResampler resampler, float[] signal)
    {
        var output = new float[resampler.MaxOutput(signal.Length) + resampler.MaxFlush];
        var count = resampler.Process(signal, output);
        count += resampler.Flush(output.AsSpan(count));
        return output[..count];
    }
}
