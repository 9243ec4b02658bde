using BenchmarkDotNet.Attributes;

namespace Kws.Features.Benchmarks;

/// <summary>The cost of one feature frame: our streaming loop against NWaves' offline extractor, 98 frames
/// each.</summary>
[MemoryDiagnoser]
public class StreamingFrontEndBenchmarks
{
    private const int Frames = 98;
    private float[] _second = [];
    private float[] _output = [];
    private StreamingFrontEnd _streaming = null!;

    [Params("log-mel-40", "mfcc-13")]
    public string Spec { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        _second = [.. Enumerable.Range(0, 16_000)
            .Select(n => 0.3f * MathF.Sin(n * n * 1e-5f) + 0.05f * (random.NextSingle() - 0.5f))];
        _streaming = new StreamingFrontEnd(FeatureSpecPresets.All[Spec]);
        _output = new float[100 * _streaming.Coefficients];
    }

    /// <summary>As a device sends it: 20 ms at a time.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Frames)]
    public int Streaming20Ms()
    {
        _streaming.Reset();
        var frames = 0;
        for (var at = 0; at < _second.Length; at += 320)
            frames += _streaming.Process(_second.AsSpan(at, 320), _output);
        return frames;
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public int StreamingWhole()
    {
        _streaming.Reset();
        return _streaming.Process(_second, _output);
    }

    [Benchmark(OperationsPerInvoke = Frames)]
    public float[] NWavesOffline() => OfflineExtractor.Extract(_streaming.Spec, _second);
}
