using Kws.Models;

namespace AudioInference.Models;

/// <summary>One version of the keyword model, ready to run. Disposed by the slot when no batch uses it.</summary>
public sealed class LoadedKeywordModel : IDisposable
{
    private readonly KeywordModel _model;

    private LoadedKeywordModel(KeywordModel model)
    {
        _model = model;
        Profile = Describe(model);
    }

    public KeywordModelProfile Profile { get; }

    /// <summary>Verifies a package, opens it and warms it up.</summary>
    /// <param name="folder">The package.</param>
    /// <param name="maxBatch">The largest batch that will be run.</param>
    /// <exception cref="InvalidModelPackageException">The package must not be used.</exception>
    public static LoadedKeywordModel Load(string folder, int maxBatch)
    {
        var model = KeywordModel.Load(folder, new ModelSessionOptions { MaxBatch = maxBatch });
        try
        {
            return new LoadedKeywordModel(model);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Runs a batch; several workers may do so at once.</summary>
    /// <param name="features">[batch, frames, coefficients].</param>
    /// <param name="batch">1 or more.</param>
    /// <param name="posteriors">[batch, labels].</param>
    public void Run(ReadOnlySpan<float> features, int batch, Span<float> posteriors) => _model.Run(features, batch, posteriors);

    public void Dispose() => _model.Dispose();

    private static KeywordModelProfile Describe(KeywordModel model) => new()
    {
        Name = model.Manifest.Name,
        Version = model.Manifest.Version,
        Labels = model.Labels,
        Features = model.FeatureSpec,
        FeaturesSha256 = model.FeatureSpec.Sha256,
        FramesPerWindow = model.FramesPerWindow,
        StrideFrames = model.Detection.StrideFrames,
        Smoothing = new Smoothing(model.Detection.SmoothingWindows, model.Detection.EarlyWindows, model.Detection.EarlyOdds),
        Refractory = TimeSpan.FromMilliseconds(model.Detection.RefractoryMs),
        NearMissShare = (float)model.Detection.NearMissShare,
        Thresholds = model.Detection.Thresholds,
        ManifestJson = model.Manifest.Json,
    };
}
