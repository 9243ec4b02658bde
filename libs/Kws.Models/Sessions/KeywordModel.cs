using Kws.Dsp;

namespace Kws.Models;

/// <summary>A loaded keyword model: log-mel or cepstral features in, posteriors of its labels out.</summary>
public sealed class KeywordModel : IDisposable
{
    private readonly ModelSession _session;

    private KeywordModel(ModelManifest manifest, ModelSession session)
    {
        Manifest = manifest;
        FeatureSpec = manifest.Features!;
        Detection = manifest.Detection!;
        _session = session;
    }

    /// <summary>What the package says of itself.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>In the order of the posteriors.</summary>
    public IReadOnlyList<string> Labels => Manifest.Labels;

    /// <summary>How many posteriors a window gives.</summary>
    public int LabelCount => Manifest.Labels.Count;

    /// <summary>What features the model takes.</summary>
    public FeatureSpec FeatureSpec { get; }

    /// <summary>How posteriors become detections.</summary>
    public DetectionSettings Detection { get; }

    /// <summary>Feature frames of one window.</summary>
    public int FramesPerWindow => Manifest.Input.Shape[1];

    /// <summary>Verifies a package's folder, loads its model and warms it up.</summary>
    /// <exception cref="InvalidModelPackageException">The package is faulty or holds no keyword model.</exception>
    public static KeywordModel Load(string folder, ModelSessionOptions? options = null) => Open(ModelPackage.Load(folder), options);

    /// <summary>Loads the model of a verified package and warms it up.</summary>
    /// <exception cref="InvalidModelPackageException">The model is not what the manifest says, or is no keyword model.</exception>
    public static KeywordModel Open(ModelPackage package, ModelSessionOptions? options = null)
    {
        PackageTask.Require(package, ModelTask.KeywordSpotting);
        return new KeywordModel(package.Manifest, ModelSession.Open(package, options ?? new ModelSessionOptions()));
    }

    /// <summary>
    /// Runs windows. Allocates nothing once a batch of that size was run. May be called from several
    /// threads at once: each call in progress has memory of its own.
    /// </summary>
    /// <param name="features">[batch, frames, coefficients], row-major, as the spec computes them; copied.</param>
    /// <param name="batch">1 to the options' largest batch.</param>
    /// <param name="posteriors">[batch, labels], row-major; written: 0 .. 1, each row sums to 1.</param>
    /// <exception cref="ArgumentException">A length does not fit the batch.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Run(ReadOnlySpan<float> features, int batch, Span<float> posteriors) => _session.Run(features, batch, posteriors);

    /// <summary>Releases the model. Not while a run is in progress.</summary>
    public void Dispose() => _session.Dispose();
}
