namespace Kws.Features.Tests.Specs;

/// <summary>Each limit of a feature spec, on its last allowed value and on the first that is not.</summary>
public sealed class FeatureSpecLimitsTests
{
    private static readonly FeatureSpec s_valid = FeatureSpecPresets.Mfcc13;

    public static TheoryData<string, FeatureSpec> Allowed => new()
    {
        { "lowest rate", s_valid with { SampleRateHz = 8_000, HighHz = 4_000 } },
        { "highest rate", s_valid with { SampleRateHz = 48_000 } },
        { "smallest fft and frame", s_valid with { FftSize = 32, FrameLengthSamples = 16, HopSamples = 1 } },
        { "largest fft", s_valid with { FftSize = 16_384 } },
        { "frame as long as the fft", s_valid with { FrameLengthSamples = 512 } },
        { "hop of four frames", s_valid with { HopSamples = 1_600 } },
        { "no pre-emphasis", s_valid with { PreEmphasis = 0 } },
        { "nearly full pre-emphasis", s_valid with { PreEmphasis = 0.999999 } },
        { "fewest bands", s_valid with { MelBands = 2, Coefficients = 2 } },
        { "most bands", s_valid with { MelBands = 256 } },
        { "one coefficient", s_valid with { Coefficients = 1 } },
        { "a coefficient a band", s_valid with { Coefficients = 26 } },
        { "high edge at half the rate", s_valid with { HighHz = 8_000 } },
        { "low edge just below the high one", s_valid with { LowHz = 7_999.999 } },
        { "lowest floor", s_valid with { Floor = 1e-30 } },
        { "highest floor", s_valid with { Floor = 1 } },
    };

    public static TheoryData<FeatureSpec, string> Refused => new()
    {
        {
            s_valid with { Kind = (FeatureKind)3 }, "kind is 3; allowed: log-mel or mfcc"
        },
        {
            s_valid with { Window = (WindowKind)5 },
            "window is 5; allowed: rectangular, hann, hamming or blackman"
        },
        { s_valid with { Log = (LogKind)3 }, "log is 3; allowed: natural or decimal" },
        { s_valid with { SampleRateHz = 7_999, HighHz = 3_000 }, "sample_rate_hz is 7999; allowed: 8000 to 48000" },
        { s_valid with { SampleRateHz = 48_001 }, "sample_rate_hz is 48001; allowed: 8000 to 48000" },
        {
            s_valid with { FftSize = 16, FrameLengthSamples = 16, HopSamples = 16 },
            "fft_size is 16; allowed: a power of two, 32 to 16384"
        },
        { s_valid with { FftSize = 32_768 }, "fft_size is 32768; allowed: a power of two, 32 to 16384" },
        { s_valid with { FftSize = 513 }, "fft_size is 513; allowed: a power of two, 32 to 16384" },
        {
            s_valid with { FrameLengthSamples = 15, HopSamples = 1 },
            "frame_length_samples is 15; allowed: 16 to fft_size"
        },
        { s_valid with { FrameLengthSamples = 513 }, "frame_length_samples is 513; allowed: 16 to fft_size" },
        { s_valid with { HopSamples = 0 }, "hop_samples is 0; allowed: 1 to 4 times frame_length_samples" },
        { s_valid with { HopSamples = 1_601 }, "hop_samples is 1601; allowed: 1 to 4 times frame_length_samples" },
        { s_valid with { PreEmphasis = 1 }, "pre_emphasis is 1; allowed: 0 to below 1" },
        { s_valid with { PreEmphasis = -0.5 }, "pre_emphasis is -0.5; allowed: 0 to below 1" },
        { s_valid with { MelBands = 1, Coefficients = 1 }, "mel_bands is 1; allowed: 2 to 256" },
        { s_valid with { MelBands = 257 }, "mel_bands is 257; allowed: 2 to 256" },
        { s_valid with { HighHz = 8_000.5 }, "high_hz is 8000.5; allowed: above 0, at most half of sample_rate_hz" },
        { s_valid with { LowHz = 8_000 }, "low_hz is 8000; allowed: 0 to below high_hz" },
        { s_valid with { LowHz = -0.1 }, "low_hz is -0.1; allowed: 0 to below high_hz" },
        { s_valid with { Coefficients = 27 }, "coefficients is 27; allowed: 1 to mel_bands for mfcc" },
        { s_valid with { Floor = 9.9e-31 }, "floor is 9.9E-31; allowed: 1e-30 to 1" },
        { s_valid with { Floor = 1.5 }, "floor is 1.5; allowed: 1e-30 to 1" },
    };

    [Theory]
    [MemberData(nameof(Allowed))]
    public void Faults_LastAllowedValue_AreNone(string _, FeatureSpec spec)
    {
        Assert.Empty(spec.Faults());
        Assert.Equal(spec, FeatureSpec.Parse(spec.ToCanonicalJson()));
    }

    [Theory]
    [MemberData(nameof(Refused))]
    public void Faults_FirstValueBeyondALimit_IsTheOnlyOneNamed(FeatureSpec spec, string expected) =>
        Assert.Equal(expected, Assert.Single(spec.Faults()));

    [Fact]
    public void ToCanonicalJson_FaultySpec_IsRefused()
    {
        var error = Assert.Throws<InvalidFeatureSpecException>(() =>
            (s_valid with { Floor = double.NaN }).ToCanonicalJson());

        Assert.Equal("feature spec: floor is NaN; allowed: 1e-30 to 1", error.Message);
    }

    [Theory]
    [InlineData(400, 160, 0, 0)]
    [InlineData(400, 160, 399, 0)]
    [InlineData(400, 160, 400, 1)]
    [InlineData(400, 160, 559, 1)]
    [InlineData(400, 160, 560, 2)]
    [InlineData(400, 1_600, 1_999, 1)]
    [InlineData(400, 1_600, 2_000, 2)]
    [InlineData(16, 1, 17, 2)]
    [InlineData(400, 160, 10_000_000_000L, 62_499_998L)]
    public void FrameCount_AroundAHop_CountsWholeFrames(int length, int hop, long samples, long frames) =>
        Assert.Equal(frames, (s_valid with { FrameLengthSamples = length, HopSamples = hop }).FrameCount(samples));

    [Fact]
    public void Sha256_OneFieldOfAnother_IsAnother()
    {
        string[] hashes =
        [
            s_valid.Sha256,
            (s_valid with { Window = WindowKind.Hann }).Sha256,
            (s_valid with { HopSamples = 161 }).Sha256,
            (s_valid with { Floor = 1e-9 }).Sha256,
            (s_valid with { PreEmphasis = 0.96 }).Sha256,
            (s_valid with { Log = LogKind.Natural }).Sha256,
        ];

        Assert.Equal(hashes.Length, hashes.Distinct().Count());
        Assert.All(hashes, hash => Assert.Matches("^[0-9a-f]{64}$", hash));
    }
}
