using BenchmarkDotNet.Attributes;
using NWaves.Transforms;

namespace Kws.Features.Benchmarks;

/// <summary>The power of one windowed frame of 400 samples by a transform of 512: ours against NWaves'.</summary>
[MemoryDiagnoser]
public class PowerSpectrumBenchmarks
{
    private const int Size = 512;
    private const int FrameLength = 400;
    private readonly float[] _frame = new float[FrameLength];
    private readonly float[] _window = new float[FrameLength];
    private readonly float[] _padded = new float[Size];
    private readonly float[] _power = new float[Size / 2 + 1];
    private PowerSpectrum _ours = null!;
    private RealFft _nwaves = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        for (var i = 0; i < FrameLength; i++)
        {
            _frame[i] = 2 * random.NextSingle() - 1;
            _window[i] = 0.5f - 0.5f * MathF.Cos(2 * MathF.PI * i / FrameLength);
        }
        _ours = new PowerSpectrum(Size, _window);
        _nwaves = new RealFft(Size);
        var (ours, theirs) = (Ours(), NWaves());
        if (MathF.Abs(ours - theirs) > 1e-3f * MathF.Abs(theirs))
            throw new InvalidOperationException($"ours says {ours}, NWaves {theirs}");
    }

    [Benchmark(Baseline = true)]
    public float Ours() => _ours.Of(_frame)[37];

    [Benchmark]
    public float NWaves()
    {
        for (var i = 0; i < FrameLength; i++)
            _padded[i] = _frame[i] * _window[i];
        _nwaves.PowerSpectrum(_padded, _power, normalize: false);
        return _power[37];
    }
}
