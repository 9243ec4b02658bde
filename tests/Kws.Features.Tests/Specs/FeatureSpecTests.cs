namespace Kws.Features.Tests.Specs;

public sealed class FeatureSpecTests
{
    private static readonly FeatureSpecVectors Vectors = FeatureSpecVectors.Load();

    public static TheoryData<string> VectorNames => [.. Vectors.Specs.Select(v => v.Name)];

    [Theory]
    [MemberData(nameof(VectorNames))]
    public void ToCanonicalJson_Vector_EqualsJcsAndHash(string name)
    {
        var vector = Vectors.Specs.Single(v => v.Name == name);

        var spec = FeatureSpec.Parse(vector.Spec.GetRawText());

        Assert.Equal(vector.Canonical, spec.ToCanonicalJson());
        Assert.Equal(vector.Sha256, spec.Sha256);
        Assert.Equal(spec, FeatureSpec.Parse(spec.ToCanonicalJson()));
    }

    [Fact]
    public void Presets_Names_AreTheVectorsOfTheSameName()
    {
        foreach (var (name, spec) in FeatureSpecPresets.All)
            Assert.Equal(Vectors.Specs.Single(v => v.Name == name).Sha256, spec.Sha256);
    }

    [Fact]
    public void FrameCount_OneSecondOfDefault_Is98()
    {
        Assert.Equal(98, FeatureSpecPresets.LogMel40.FrameCount(16_000));
        Assert.Equal(0, FeatureSpecPresets.LogMel40.FrameCount(399));
        Assert.Equal(1, FeatureSpecPresets.LogMel40.FrameCount(400));
    }

    [Fact]
    public void Faults_ManyBadFields_NamesAll()
    {
        var bad = FeatureSpecPresets.LogMel40 with
        {
            Kind = 0,
            SampleRateHz = 1,
            FftSize = 500,
            FrameLengthSamples = 4,
            HopSamples = 0,
            Window = (WindowKind)9,
            PreEmphasis = double.NaN,
            MelBands = 1,
            LowHz = -1,
            HighHz = double.PositiveInfinity,
            Log = 0,
            Floor = 0,
        };

        var error = Assert.Throws<InvalidFeatureSpecException>(bad.Validate);

        foreach (var field in new[] { "kind", "sample_rate_hz", "fft_size", "frame_length_samples", "hop_samples",
            "window", "pre_emphasis", "mel_bands", "low_hz", "high_hz", "log", "floor" })
            Assert.Contains(error.Faults, f => f.StartsWith(field + " is ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("kind", "mfcc", 41)]
    [InlineData("kind", "mfcc", 0)]
    [InlineData("kind", "log-mel", 39)]
    public void Faults_CoefficientsOutsideKind_IsNamed(string _, string kind, int coefficients)
    {
        var spec = FeatureSpecPresets.LogMel40 with
        {
            Kind = kind == "mfcc" ? FeatureKind.Mfcc : FeatureKind.LogMel,
            Coefficients = coefficients,
        };

        Assert.StartsWith($"coefficients is {coefficients};", Assert.Single(spec.Faults()), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "JSON object")]
    [InlineData("{}", "mel_bands is missing")]
    [InlineData("{\"kind\":\"mel\"}", "kind is \"mel\"; allowed: log-mel or mfcc")]
    [InlineData("{\"hop_samples\":160.5}", "hop_samples is 160.5; allowed: a 32-bit integer")]
    [InlineData("{\"hop_samples\":1e12}", "hop_samples is 1000000000000; allowed: a 32-bit integer")]
    [InlineData("{\"floor\":\"1\"}", "floor is \"1\"; allowed: a number")]
    [InlineData("{\"floor\":1,\"floor\":1}", "floor is given twice")]
    [InlineData("{\"hop_seconds\":1}", "hop_seconds is unknown")]
    public void Parse_BadText_NamesTheFault(string json, string expected)
    {
        var error = Assert.Throws<InvalidFeatureSpecException>(() => FeatureSpec.Parse(json));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }
}
