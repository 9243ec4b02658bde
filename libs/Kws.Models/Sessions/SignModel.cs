namespace Kws.Models;

/// <summary>A loaded sign model: a picture in, posteriors of its letters out.</summary>
public sealed class SignModel : IHostedModel
{
    /// <summary>Name of the output that tells where the hand is, which a package need not have.</summary>
    public const string HandOutput = "hand";

    /// <summary>Values of <see cref="HandOutput"/> for a picture: the middle of a square around the hand, across and
    /// down, and half its side, in units in which the model's picture spans -1 .. 1; then how surely there is a hand,
    /// 0 .. 1.</summary>
    public const int HandValues = 4;

    private readonly ModelSession _session;

    private SignModel(ModelManifest manifest, ModelSession session)
    {
        Manifest = manifest;
        Image = manifest.Image!;
        Reading = manifest.Reading!;
        _session = session;
    }

    /// <summary>What the package says of itself.</summary>
    public ModelManifest Manifest { get; }

    /// <summary>In the order of the posteriors.</summary>
    public IReadOnlyList<string> Labels => Manifest.Labels;

    /// <summary>How many posteriors an image gives.</summary>
    public int LabelCount => Manifest.Labels.Count;

    /// <summary>What pictures the model takes.</summary>
    public ImageSpec Image { get; }

    /// <summary>How posteriors become letters.</summary>
    public ReadingSettings Reading { get; }

    /// <summary>Values of one picture: 3 planes of height times width.</summary>
    public int ValuesPerImage => _session.InputValues;

    /// <summary>Whether it tells where the hand is.</summary>
    public bool TellsHands => Manifest.Hand is not null;

    /// <summary>Verifies a package's folder, loads its model and warms it up.</summary>
    /// <exception cref="InvalidModelPackageException">The package is faulty or holds no sign model.</exception>
    public static SignModel Load(string folder, ModelSessionOptions? options = null) =>
        Open(ModelPackage.Load(folder), options);

    /// <summary>Loads the model of a verified package and warms it up.</summary>
    /// <exception cref="InvalidModelPackageException">The model is not what the manifest says, or is no sign
    /// model.</exception>
    public static SignModel Open(ModelPackage package, ModelSessionOptions? options = null)
    {
        PackageTask.Require(package, ModelTask.SignLetters);
        return new SignModel(package.Manifest, ModelSession.Open(package, options ?? new ModelSessionOptions()));
    }

    /// <summary>
    /// Runs pictures. Allocates nothing once a batch of that size was run. May be called from several
    /// threads at once: each call in progress has memory of its own.
    /// </summary>
    /// <param name="images">[batch, 3, height, width], row-major, normalised as <see cref="Image"/> says;
    /// copied.</param>
    /// <param name="batch">1 to the options' largest batch.</param>
    /// <param name="posteriors">[batch, labels], row-major; written: 0 .. 1, each row sums to 1.</param>
    /// <exception cref="ArgumentException">A length does not fit the batch.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Run(ReadOnlySpan<float> images, int batch, Span<float> posteriors) =>
        _session.Run(images, batch, posteriors);

    /// <summary>The same, with the hands.</summary>
    /// <param name="images">[batch, 3, height, width]; copied.</param>
    /// <param name="batch">1 to the options' largest batch.</param>
    /// <param name="posteriors">[batch, labels]; written.</param>
    /// <param name="hands">[batch, <see cref="HandValues"/>], written; or empty. Empty of a model that
    /// <see cref="TellsHands">tells none</see>.</param>
    /// <exception cref="ArgumentException">A length does not fit the batch.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Run(ReadOnlySpan<float> images, int batch, Span<float> posteriors, Span<float> hands) =>
        _session.Run(images, batch, posteriors, hands);

    /// <summary>Releases the model. Not while a run is in progress.</summary>
    public void Dispose() => _session.Dispose();
}
