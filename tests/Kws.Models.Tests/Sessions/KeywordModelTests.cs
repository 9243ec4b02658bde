using Kws.Features;

namespace Kws.Models.Tests.Sessions;

public sealed class KeywordModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly KeywordModel _model;

    public KeywordModelTests() => _model = KeywordModel.Load(TinyKeywordModel.WritePackage(_folder.Path));

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(440, "yes")]
    [InlineData(3000, "no")]
    [InlineData(0, "silence")]
    public void Run_OnATone_GivesItsLabel(int hertz, string label)
    {
        var posteriors = new float[_model.LabelCount];
        _model.Run(Features(hertz), 1, posteriors);
        Assert.Equal(label, _model.Labels[posteriors.AsSpan().IndexOf(posteriors.Max())]);
        Assert.True(posteriors.Max() > 0.9f);
        Assert.Equal(1, posteriors.Sum(), 1e-4);
    }

    [Fact]
    public void Run_OfABatch_EqualsItsItemsAlone()
    {
        float[][] windows = [Features(440), Features(0), Features(3000), Features(700)];
        var together = new float[4 * _model.LabelCount];
        _model.Run(windows.SelectMany(window => window).ToArray(), 4, together);
        var alone = new float[_model.LabelCount];
        for (var i = 0; i < windows.Length; i++)
        {
            _model.Run(windows[i], 1, alone);
            for (var label = 0; label < alone.Length; label++)
                Assert.Equal(alone[label], together[i * alone.Length + label], 1e-5f);
        }
    }

    [Fact]
    public void Run_InSteadyState_AllocatesNothing()
    {
        var features = new float[3 * TinyKeywordModel.Frames * TinyKeywordModel.Bands];
        var posteriors = new float[3 * _model.LabelCount];
        _model.Run(features, 3, posteriors);
        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            for (var i = 0; i < 200; i++)
                _model.Run(features, 3, posteriors);
        }));
    }

    [Fact]
    public void Run_FromManyThreads_GivesEachItsOwnAnswer()
    {
        float[][] windows = [Features(440), Features(3000), Features(0)];
        string[] labels = ["yes", "no", "silence"];
        Parallel.For(0, 300, i =>
        {
            var posteriors = new float[_model.LabelCount];
            _model.Run(windows[i % 3], 1, posteriors);
            Assert.Equal(labels[i % 3], _model.Labels[posteriors.AsSpan().IndexOf(posteriors.Max())]);
        });
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void Run_WithABatchOutOfRange_Throws(int batch) =>
        Assert.Throws<ArgumentOutOfRangeException>(() =>
            _model.Run(new float[batch * 3920], batch, new float[batch * 12]));

    [Fact]
    public void Run_WithTheWrongLengths_Throws()
    {
        Assert.Throws<ArgumentException>(() => _model.Run(new float[3919], 1, new float[12]));
        Assert.Throws<ArgumentException>(() => _model.Run(new float[3920], 1, new float[13]));
    }

    [Fact]
    public void Run_AfterDispose_Throws()
    {
        _model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _model.Run(new float[3920], 1, new float[12]));
    }

    [Fact]
    public void Load_OfASignPackage_IsRefused()
    {
        var folder = TinySignModel.WritePackage(_folder.Path);
        var refusal = Assert.Throws<InvalidModelPackageException>(() => KeywordModel.Load(folder));
        Assert.Contains("task is 'sign-letters'; expected 'keyword-spotting'", refusal.Message,
            StringComparison.Ordinal);
    }

    private static float[] Features(int hertz)
    {
        var samples = new float[16_000];
        for (var i = 0; i < samples.Length; i++)
            samples[i] = hertz == 0 ? 0 : 0.3f * MathF.Sin(2 * MathF.PI * hertz * i / 16_000);
        return OfflineExtractor.Extract(FeatureSpecPresets.LogMel40, samples);
    }
}
