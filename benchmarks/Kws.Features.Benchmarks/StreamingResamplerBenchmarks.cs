using BenchmarkDotNet.Attributes;
using Kws.Audio;

namespace Kws.Features.Benchmarks;

/// <summary>The cost of bringing 20 ms of a device's audio to 16 kHz.</summary>
[MemoryDiagnoser]
public class StreamingResamplerBenchmarks
{
    private StreamingResampler _resampler = null!;
    private float[] _input = [];
    private float[] _output = [];

    [Params(8_000, 44_100, 48_000)]
    public int FromHz { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _resampler = new StreamingResampler(FromHz, 16_000);
        _input = [.. Enumerable.Range(0, FromHz / 50).Select(n => 0.3f * MathF.Sin(n * 0.1f))];
        _output = new float[_resampler.MaxOutput(_input.Length)];
    }

    [Benchmark]
    public int Process20Ms() => _resampler.Process(_input, _output);
}
