using NWaves.FeatureExtractors;
using NWaves.FeatureExtractors.Base;
using NWaves.FeatureExtractors.Options;

namespace Kws.Features.Tests.FrontEnd;

public sealed class StreamingFrontEndTests
{
    /// <summary>The presets and specs at the edges: hop beyond the frame, odd frame, tiny and large FFT, every
    /// window.</summary>
    public static TheoryData<string, FeatureSpec> Specs
    {
        get
        {
            var logMel = FeatureSpecPresets.LogMel40;
            var data = new TheoryData<string, FeatureSpec>();
            foreach (var (name, spec) in FeatureSpecPresets.All)
                data.Add(name, spec);
            data.Add("hop beyond the frame", logMel with { HopSamples = 1_333, PreEmphasis = 0.97 });
            data.Add("odd frame, rectangular",
                logMel with { FrameLengthSamples = 257, HopSamples = 61, Window = WindowKind.Rectangular });
            data.Add("smallest fft",
                logMel with { FftSize = 32, FrameLengthSamples = 31, HopSamples = 16, MelBands = 2, Coefficients = 2 });
            data.Add("fft 64, blackman",
                logMel with
                {
                    FftSize = 64,
                    FrameLengthSamples = 64,
                    HopSamples = 20,
                    MelBands = 5,
                    Coefficients = 5,
                    Window = WindowKind.Blackman
                });
            data.Add("fft 1024", logMel with { FftSize = 1_024, FrameLengthSamples = 1_000, Log = LogKind.Decimal });
            data.Add("largest fft",
                logMel with
                {
                    FftSize = 16_384,
                    FrameLengthSamples = 16_384,
                    HopSamples = 8_000,
                    MelBands = 256,
                    Coefficients = 256
                });
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

        AssertAgree(spec, offline, streaming);
    }

    /// <summary>NWaves takes log(max(E, floor)); beside any audible energy a floor of 1e-30 vanishes in either
    /// formula.</summary>
    [Theory]
    [MemberData(nameof(Specs))]
    public void Process_NegligibleFloor_EqualsNWavesOwnLogarithm(string _, FeatureSpec spec)
    {
        spec = spec with { Floor = 1e-30 };
        var signal = TestSignals.ChirpAndNoise(spec.SampleRateHz, 40_000, 60, spec.HighHz, 15);
        var options = NWavesSettings.MelEnergiesOf(spec);
        options.NonLinearity = spec.Log == LogKind.Natural ? NonLinearityType.LogE : NonLinearityType.Log10;
        options.LogFloor = 1e-30f;

        var streaming = Whole(spec, signal);
        FeatureExtractor extractor = spec.Kind == FeatureKind.Mfcc
            ? new MfccExtractor(Mfcc(options, spec.Coefficients))
            : new FilterbankExtractor(options);
        float[] original = [.. extractor.ComputeFrom(signal).SelectMany(frame => frame)];

        AssertAgree(spec, original, streaming);
    }

    /// <summary>By log 2 where the energy equals the floor, by next to nothing far from it: docs/features.md, step
    /// 6.</summary>
    [Fact]
    public void Process_AudibleFloor_ExceedsNWavesLogarithmByLogOfOnePlusTheRatio()
    {
        var spec = FeatureSpecPresets.LogMel40 with { Floor = 1e-2 };
        var signal = TestSignals.ChirpAndNoise(spec.SampleRateHz, 40_000, 60, spec.HighHz, 16);
        var options = NWavesSettings.MelEnergiesOf(spec);
        float[] energies = [.. new FilterbankExtractor(options).ComputeFrom(signal).SelectMany(frame => frame)];
        options.NonLinearity = NonLinearityType.LogE;
        options.LogFloor = (float)spec.Floor;
        float[] limited = [.. new FilterbankExtractor(options).ComputeFrom(signal).SelectMany(frame => frame)];

        var added = Whole(spec, signal);

        Assert.Contains(energies, energy => energy < spec.Floor);
        Assert.Contains(energies, energy => energy > spec.Floor);
        for (var i = 0; i < energies.Length; i++)
        {
            var ratio = Math.Min(energies[i] / spec.Floor, spec.Floor / energies[i]);
            Assert.Equal(limited[i] + Math.Log(1 + ratio), added[i], 1e-3);
        }
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
        var error = Assert.Throws<InvalidFeatureSpecException>(() =>
            new StreamingFrontEnd(FeatureSpecPresets.LogMel40 with { HopSamples = -3 }));

        Assert.Contains("hop_samples is -3", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Within 1e-3, and in log-mel bands far below the frame's loudest within NWaves' rounding.</summary>
    /// <remarks>
    /// Its FFT keeps single precision, so an amplitude is known to 2^-23 of the loudest one and the logarithm of an
    /// energy E to 2 * 2^-23 * sqrt(loudest / E). Against double precision NWaves is off by 2.2e-3 at 85 dB below, ours
    /// by 7e-4.
    /// </remarks>
    private static void AssertAgree(FeatureSpec spec, float[] nwaves, float[] streaming)
    {
        Assert.Equal(nwaves.Length, streaming.Length);
        foreach (var (expected, actual) in nwaves.Chunk(spec.Coefficients).Zip(streaming.Chunk(spec.Coefficients)))
        {
            var loudest = expected.Max();
            foreach (var (e, a) in expected.Zip(actual))
            {
                var rounding = spec.Kind == FeatureKind.Mfcc
                    ? 0
                    : 2 * Math.Pow(2, -23) * Math.Sqrt(Ratio(spec.Log, loudest - e));
                Assert.Equal(e, a, (float)(1e-3 + rounding));
            }
        }
    }

    private static double Ratio(LogKind log, double difference) => log == LogKind.Natural
        ? Math.Exp(difference)
        : Math.Pow(10, difference);

    private static MfccOptions Mfcc(FilterbankOptions bands, int coefficients) => new()
    {
        SamplingRate = bands.SamplingRate,
        FeatureCount = coefficients,
        FrameSize = bands.FrameSize,
        HopSize = bands.HopSize,
        FftSize = bands.FftSize,
        FilterBank = bands.FilterBank,
        FilterBankSize = bands.FilterBankSize,
        PreEmphasis = bands.PreEmphasis,
        Window = bands.Window,
        NonLinearity = bands.NonLinearity,
        LogFloor = bands.LogFloor,
    };

    private static float[] Whole(FeatureSpec spec, float[] signal)
    {
        var frontEnd = new StreamingFrontEnd(spec);
        var frames = new float[frontEnd.FramesFor(signal.Length) * spec.Coefficients];
        frontEnd.Process(signal, frames);
        return frames;
    }
}
