using System.Text.Json;

namespace Kws.Features.Tests.FrontEnd;

/// <summary>Golden/*.json, made independently in double precision from docs/features.md.</summary>
public sealed class GoldenFeaturesTests
{
    private static readonly JsonSerializerOptions SnakeCase =
        new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json")
            .Select(f => Path.GetFileName(f))];

    [Theory]
    [MemberData(nameof(Files))]
    public void Extractors_GoldenSignal_AgreeWithin1e3(string file)
    {
        var golden = JsonSerializer.Deserialize<Golden>(
            File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", file)), SnakeCase)!;
        var spec = FeatureSpec.Parse(golden.Spec.GetRawText());
        var s = golden.Signal;
        var signal = TestSignals.ChirpAndNoise(s.SampleRateHz, s.Samples, s.FromHz, s.ToHz, s.Seed);

        var streaming = new float[golden.FrameCount * spec.Coefficients];
        Assert.Equal(golden.FrameCount, new StreamingFrontEnd(spec).Process(signal, streaming));
        var offline = OfflineExtractor.Extract(spec, signal);

        Assert.Equal(golden.SpecSha256, spec.Sha256);
        foreach (var frame in golden.Frames)
        {
            for (var c = 0; c < spec.Coefficients; c++)
            {
                var at = frame.Index * spec.Coefficients + c;
                Assert.Equal(frame.Values[c], streaming[at], 1e-3);
                Assert.Equal(frame.Values[c], offline[at], 1e-3);
            }
        }
    }

    private sealed record Golden(
        JsonElement Spec,
        string SpecSha256,
        GoldenSignal Signal,
        int FrameCount,
        GoldenFrame[] Frames);

    private sealed record GoldenSignal(int SampleRateHz, int Samples, double FromHz, double ToHz, uint Seed);

    private sealed record GoldenFrame(int Index, double[] Values);
}
