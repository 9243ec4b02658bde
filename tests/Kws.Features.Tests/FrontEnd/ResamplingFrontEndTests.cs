namespace Kws.Features.Tests.FrontEnd;

public sealed class ResamplingFrontEndTests
{
    private static readonly FeatureSpec Spec = FeatureSpecPresets.LogMel40;

    [Theory]
    [InlineData(8_000)]
    [InlineData(22_050)]
    [InlineData(44_100)]
    [InlineData(48_000)]
    public void ExtractAll_OtherRate_GivesTheFramesOfThatDuration(int rate)
    {
        var frames = ResamplingFrontEnd.ExtractAll(Spec, TestSignals.Sine(1_000, rate, rate), rate);

        Assert.Equal(98 * 40, frames.Length);
    }

    [Theory]
    [InlineData(22_050)]
    [InlineData(48_000)]
    public void ExtractAll_SameSoundAtAnotherRate_IsNearlyEqualWhereThereIsEnergy(int rate)
    {
        var native = ResamplingFrontEnd.ExtractAll(Spec, TestSignals.Sine(1_000, 16_000, 16_000));
        var other = ResamplingFrontEnd.ExtractAll(Spec, TestSignals.Sine(1_000, rate, rate), rate);

        for (var i = 5 * 40; i < 90 * 40; i++)
        {
            if (native[i] > 0)
                Assert.Equal(native[i], other[i], 0.05f);
        }
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    public void Process_RandomChunkings_EqualOneCall(int rate)
    {
        var signal = TestSignals.ChirpAndNoise(rate, rate, 60, 3_000, 21);
        var whole = ResamplingFrontEnd.ExtractAll(Spec, signal, rate);
        var frontEnd = new ResamplingFrontEnd(Spec, rate);
        var frames = new List<float>();
        var position = 0;
        foreach (var size in TestSignals.Chunks(signal.Length, new Random(5)))
        {
            var room = new float[frontEnd.MaxFrames(size) * 40];
            frames.AddRange(room[..(frontEnd.Process(signal.AsSpan(position, size), room) * 40)]);
            position += size;
        }

        var tail = new float[frontEnd.MaxFlushFrames * 40];
        frames.AddRange(tail[..(frontEnd.Flush(tail) * 40)]);
        Assert.Equal(whole.Length, frames.Count);
        for (var i = 0; i < whole.Length; i++)
            Assert.Equal(whole[i], frames[i], 1e-4f);
    }

    [Fact]
    public void ExtractAll_Cancelled_EndsWithoutTheFrames()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
        {
            ResamplingFrontEnd.ExtractAll(
            Spec, TestSignals.Sine(1_000, 16_000, 16_000), cancellationToken: source.Token);
        });
    }

    [Theory]
    [InlineData(16_000)]
    [InlineData(44_100)]
    public void ExtractAll_MoreThanASecond_EqualsOnePass(int rate)
    {
        var signal = TestSignals.Sine(1_000, rate, (int)(3.3 * rate));
        var whole = new ResamplingFrontEnd(Spec, rate);
        var frames = new float[(whole.MaxFrames(signal.Length) + whole.MaxFlushFrames + 1) * Spec.Coefficients];
        var written = whole.Process(signal, frames);
        written += whole.Flush(frames.AsSpan(written * Spec.Coefficients));

        Assert.Equal(frames[..(written * Spec.Coefficients)], ResamplingFrontEnd.ExtractAll(Spec, signal, rate));
    }
}
