namespace Kws.Dsp.Tests.FrontEnd;

public sealed class StreamingFrontEndTests
{
    /// <summary>The presets and specs at the edges: hop beyond the frame, odd frame, tiny and large FFT, every window.</summary>
    public static TheoryData<string, FeatureSpec> Specs
    {
        get
        {
            var logMel = FeatureSpecPresets.LogMel40;
            var data = new TheoryData<string, FeatureSpec>();
            foreach (var (name, spec) in FeatureSpecPresets.All)
                data.Add(name, spec);
            data.Add("hop beyond the frame", logMel with { HopSamples = 1_333, PreEmphasis = 0.97 });
            data.Add("odd frame, rectangular", logMel with { FrameLengthSamples = 257, HopSamples = 61, Window = WindowKind.Rectangular });
            data.Add("smallest fft", logMel with { FftSize = 32, FrameLengthSamples = 31, HopSamples = 16, MelBands = 2, Coefficients = 2 });
            data.Add("fft 64, blackman", logMel with { FftSize = 64, FrameLengthSamples = 64, HopSamples = 20, MelBands = 5, Coefficients = 5, Window = WindowKind.Blackman });
            data.Add("fft 1024", logMel with { FftSize = 1_024, FrameLengthSamples = 1_000, Log = LogKind.Decimal });
            data.Add("largest fft", logMel with { FftSize = 16_384, FrameLengthSamples = 16_384, HopSamples = 8_000, MelBands = 256, Coefficients = 256 });
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Process_WholeSignal_EqualsNWavesOfflineExtractor(string _, FeatureSpec spec)
    {
        var signal = TestSignals.ChirpAndNoise(spec.SampleRateHz, 40_000, 60, spec.HighHz, 11);

        var streaming = Whole(spec, signal);
        var offline = OfflineExtractor.Extract(spec, signal);

        Assert.Equal(offline.Length, streaming.Length);
        for (var i = 0; i < offline.Length; i++)
            Assert.Equal(offline[i], streaming[i], 1e-3f);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Process_RandomChunkings_EqualOneCall(string _, FeatureSpec spec)
    {
        var signal = TestSignals.ChirpAndNoise(spec.SampleRateHz, 50_000, 60, spec.HighHz, 12);
        var whole = Whole(spec, signal);
        for (var seed = 0; seed < 8; seed++)
        {
            var frontEnd = new StreamingFrontEnd(spec);
            var frames = new float[whole.Length];
            var (position, written) = (0, 0);
            foreach (var size in TestSignals.Chunks(signal.Length, new Random(seed)))
            {
                var due = frontEnd.FramesFor(size);
                var got = frontEnd.Process(signal.AsSpan(position, size), frames.AsSpan(written));
                Assert.Equal(due, got);
                position += size;
                written += got * spec.Coefficients;
            }

            Assert.Equal(whole.Length, written);
            Assert.Equal(whole, frames);
        }
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Reset_AfterAudio_EqualsNew(string _, FeatureSpec spec)
    {
        var signal = TestSignals.ChirpAndNoise(spec.SampleRateHz, 40_000, 60, spec.HighHz, 13);
        var used = new StreamingFrontEnd(spec);
        used.Process(signal.AsSpan(0, 30_001), new float[used.FramesFor(30_001) * spec.Coefficients]);

        used.Reset();
        var again = new float[used.FramesFor(signal.Length) * spec.Coefficients];
        used.Process(signal, again);

        Assert.Equal(Whole(spec, signal), again);
    }

    [Theory]
    [MemberData(nameof(Specs))]
    public void Process_SteadyState_AllocatesNothing(string _, FeatureSpec spec)
    {
        var signal = TestSignals.ChirpAndNoise(spec.SampleRateHz, 40_000, 60, spec.HighHz, 14);
        var frontEnd = new StreamingFrontEnd(spec);
        var frames = new float[(frontEnd.FramesFor(40_000) + 2) * spec.Coefficients];
        frontEnd.Process(signal, frames);

        var bytes = Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 10; i++)
                frontEnd.Process(signal.AsSpan(0, 3_200), frames);
        });

        Assert.Equal(0, bytes);
    }

    [Fact]
    public void Process_RoomTooShort_ThrowsAndTakesNothing()
    {
        var frontEnd = new StreamingFrontEnd(FeatureSpecPresets.LogMel40);

        Assert.Throws<ArgumentException>(() => frontEnd.Process(new float[560], new float[79]));

        Assert.Equal(2, frontEnd.FramesFor(560));
    }

    [Fact]
    public void Process_Silence_GivesTheLogOfTheFloor()
    {
        var frames = Whole(FeatureSpecPresets.LogMel40, new float[400]);

        Assert.All(frames, value => Assert.Equal(Math.Log(1e-6), value, 1e-4));
    }

    [Fact]
    public void Constructor_FaultySpec_NamesTheField()
    {
        var error = Assert.Throws<InvalidFeatureSpecException>(() => new StreamingFrontEnd(FeatureSpecPresets.LogMel40 with { HopSamples = -3 }));

        Assert.Contains("hop_samples is -3", error.Message, StringComparison.Ordinal);
    }

    private static float[] Whole(FeatureSpec spec, float[] signal)
    {
        var frontEnd = new StreamingFrontEnd(spec);
        var frames = new float[frontEnd.FramesFor(signal.Length) * spec.Coefficients];
        frontEnd.Process(signal, frames);
        return frames;
    }
}
