using BenchmarkDotNet.Attributes;

namespace Kws.Models.Benchmarks;

/// <summary>The shipped keyword model on one thread, by batch size. Mean is per window.</summary>
[MemoryDiagnoser]
public class KeywordModelBenchmarks : IDisposable
{
    private const int Windows = 64;
    private readonly KeywordModel _model =
        KeywordModel.Load(new ModelFolder(null).Find(ModelTask.KeywordSpotting, "small"));
    private float[] _features = [];
    private float[] _posteriors = [];

    [Params(1, 2, 4, 8, 16, 32, 64)]
    public int Batch { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var random = new Random(1);
        var spec = _model.FeatureSpec;
        _features = new float[Batch * _model.FramesPerWindow * spec.Coefficients];
        for (var i = 0; i < _features.Length; i++)
            _features[i] = -5 + 5 * random.NextSingle();
        _posteriors = new float[Batch * _model.LabelCount];
    }

    [Benchmark(OperationsPerInvoke = Windows)]
    public void Run()
    {
        for (var done = 0; done < Windows; done += Batch)
            _model.Run(_features, Batch, _posteriors);
    }

    public void Dispose()
    {
        _model.Dispose();
        GC.SuppressFinalize(this);
    }
}
