using Kws.Detection;
using Kws.Features;

namespace Kws.Models;

/// <summary>A loaded keyword model: log-mel or cepstral features in, posteriors of its labels out.</summary>
/// <remarks>What it says of itself stays readable after it is disposed; only what runs it
/// needs the model.</remarks>
public sealed class KeywordModel : IHostedModel
{
    /// <summary>The most windows that <see cref="RunClips"/> takes at once: all that a clip is heard at.</summary>
    public const int MaxClipWindows = 1 + ClipRules.MaxShifts;

    // A keyword whose threshold the manifest leaves out is reported when it is likelier than all else together.
    private const float DefaultThreshold = 0.5f;

    // Two, so that the warm-up finds a graph that ignores its open batch dimension.
    private const int VerifierBatch = 2;

    private readonly ModelSession _session;
    private readonly ModelSession? _verifier;
    private readonly ModelSession? _clips;

    private KeywordModel(ModelManifest manifest, ModelSession session, ModelSession? verifier, ModelSession? clips)
    {
        Manifest = manifest;
        FeatureSpec = manifest.Features!;
        FeaturesSha256 = FeatureSpec.Sha256;
        Detection = manifest.Detection!;
        Keywords = [.. Labels.Except(DetectionPlan.Fillers)];
        Stride = TimeSpan.FromSeconds((double)Detection.StrideFrames * FeatureSpec.HopSamples
            / FeatureSpec.SampleRateHz);
        _session = session;
        _verifier = verifier;
        _clips = clips;
    }

    /// <summary>What the package says of itself.</summary>
    public ModelManifest Manifest { get; }

    public string Name => Manifest.Name;

    public string Version => Manifest.Version;

    /// <summary>In the order of the posteriors.</summary>
    public IReadOnlyList<string> Labels => Manifest.Labels;

    /// <summary>How many posteriors a window gives.</summary>
    public int LabelCount => Manifest.Labels.Count;

    /// <summary>Labels that can be reported.</summary>
    public IReadOnlyList<string> Keywords { get; }

    /// <summary>What features the model takes.</summary>
    public FeatureSpec FeatureSpec { get; }

    /// <summary>The spec's hash, by which two models are known to hear the same features.</summary>
    public string FeaturesSha256 { get; }

    /// <summary>How posteriors become detections.</summary>
    public DetectionSettings Detection { get; }

    /// <summary>Feature frames of one window.</summary>
    public int FramesPerWindow => Manifest.Input.Shape[1];

    /// <summary>Values of one window, [frames, coefficients].</summary>
    public int ValuesPerWindow => _session.InputValues;

    /// <summary>Audio under one window, in samples at the model's rate.</summary>
    public int WindowSamples => (FramesPerWindow - 1) * FeatureSpec.HopSamples + FeatureSpec.FrameLengthSamples;

    /// <summary>Frames from one decision to the next.</summary>
    public int StrideFrames => Detection.StrideFrames;

    /// <summary>Time from one decision to the next.</summary>
    public TimeSpan Stride { get; }

    /// <summary>Whether streams go on from where they were: <see cref="Begin"/> and <see cref="Step"/>.</summary>
    public bool KeepsState => Manifest.Streaming is not null;

    /// <summary>Values of one step, [<see cref="StrideFrames"/>, coefficients].</summary>
    public int ValuesPerStep => StrideFrames * FeatureSpec.Coefficients;

    /// <summary>Whether a second network looks before a word is told.</summary>
    public bool HasVerifier => _verifier is not null;

    /// <summary>Feature frames that the verifier hears; 0 without one.</summary>
    public int VerifierFrames => Manifest.Verifier?.Frames ?? 0;

    /// <summary>Values that the verifier hears, [frames, coefficients]; 0 without one.</summary>
    public int VerifierValues => _verifier?.InputValues ?? 0;

    /// <summary>Whether a network of its own hears unclear clips again: <see cref="RunClips"/>.</summary>
    public bool HasClipNetwork => _clips is not null;

    /// <summary>Verifies a package's folder, loads its model and warms it up.</summary>
    /// <exception cref="InvalidModelPackageException">The package is faulty or holds no keyword model.</exception>
    public static KeywordModel Load(string folder, ModelSessionOptions? options = null) =>
        Open(ModelPackage.Load(folder), options);

    /// <summary>Loads the model of a verified package and warms it up.</summary>
    /// <exception cref="InvalidModelPackageException">The model is not what the manifest says, or is no keyword
    /// model.</exception>
    public static KeywordModel Open(ModelPackage package, ModelSessionOptions? options = null)
    {
        PackageTask.Require(package, ModelTask.KeywordSpotting);
        options ??= new ModelSessionOptions();
        ModelSession? session = null, verifier = null;
        try
        {
            session = ModelSession.Open(package, options);
            verifier = Further(PackageGraph.VerifierOf(package), VerifierBatch);
            var clips = Further(PackageGraph.ClipsOf(package), MaxClipWindows);
            return new KeywordModel(package.Manifest, session, verifier, clips);
        }
        catch
        {
            session?.Dispose();
            verifier?.Dispose();
            throw;
        }

        ModelSession? Further(PackageGraph? graph, int batch) =>
            graph is null ? null : ModelSession.Open(package.Folder, graph, options with { MaxBatch = batch });
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
    public void Run(ReadOnlySpan<float> features, int batch, Span<float> posteriors) =>
        _session.Run(features, batch, posteriors);

    /// <summary>As <see cref="Run"/>, for streams that are to go on after their window.</summary>
    /// <param name="windows">[streams, frames, coefficients]; copied.</param>
    /// <param name="streams">One a window; written. Null: not to go on.</param>
    /// <param name="posteriors">[streams, labels]; written.</param>
    /// <exception cref="InvalidOperationException">The model keeps no state.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Begin(ReadOnlySpan<float> windows, ReadOnlySpan<StreamState?> streams, Span<float> posteriors) =>
        _session.Begin(windows, streams, posteriors);

    /// <summary>Goes on by one stride: the posteriors are those of the window that ends with it, at a tenth of the
    /// work. Allocates nothing once a batch of that size was run; threads as for <see cref="Run"/>.</summary>
    /// <param name="frames">[streams, <see cref="StrideFrames"/>, coefficients]: what follows the frames that each
    /// stream has heard; copied.</param>
    /// <param name="streams">Begun by this model; read and written. Each at most once.</param>
    /// <param name="posteriors">[streams, labels]; written.</param>
    /// <exception cref="InvalidOperationException">The model keeps no state.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Step(ReadOnlySpan<float> frames, ReadOnlySpan<StreamState?> streams, Span<float> posteriors) =>
        _session.Step(frames, streams, posteriors);

    /// <summary>Memory for a stream of this model, to <see cref="Begin"/> with.</summary>
    public StreamState NewState() => new(this, Manifest.Streaming?.ValueCount ?? 0);

    /// <summary>Runs the verifier on one stretch of audio. Allocates nothing after the first runs; threads as for
    /// <see cref="Run"/>.</summary>
    /// <param name="features">[<see cref="VerifierFrames"/>, coefficients], row-major, as the spec computes them;
    /// copied.</param>
    /// <param name="posteriors">[labels]; written: 0 .. 1, they sum to 1.</param>
    /// <exception cref="InvalidOperationException">The model has no verifier.</exception>
    /// <exception cref="ArgumentException">A length does not fit.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void Verify(ReadOnlySpan<float> features, Span<float> posteriors) =>
        (_verifier ?? throw new InvalidOperationException($"model {Name} {Version} has no verifier"))
            .Run(features, 1, posteriors);

    /// <summary>Runs the network that hears unclear clips, on windows as <see cref="Run"/> takes them; threads as for
    /// it.</summary>
    /// <param name="windows">[batch, frames, coefficients], row-major; copied.</param>
    /// <param name="batch">1 .. <see cref="MaxClipWindows"/>.</param>
    /// <param name="posteriors">[batch, labels], row-major; written: 0 .. 1, each row sums to 1.</param>
    /// <exception cref="InvalidOperationException">The model has no such network.</exception>
    /// <exception cref="ArgumentException">A length does not fit the batch.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public void RunClips(ReadOnlySpan<float> windows, int batch, Span<float> posteriors) =>
        (_clips ?? throw new InvalidOperationException($"model {Name} {Version} has no network for unclear clips"))
            .Run(windows, batch, posteriors);

    /// <summary>The rules of a stream that reports every keyword at the model's own threshold.</summary>
    public DetectionPlan Plan() => PlanFor(new Dictionary<string, KeywordWish>());

    /// <summary>The rules of a stream.</summary>
    /// <param name="chosen">Keywords to report; empty: every keyword.</param>
    /// <param name="isolation">Of keywords that do not say it themselves; null: required where there is a
    /// verifier.</param>
    /// <param name="verifierThreshold">Of every keyword, in place of the verifier's own; null: its own.</param>
    /// <exception cref="ArgumentException">A label is no keyword, a threshold is out of range, or isolation is required
    /// and there is no verifier.</exception>
    public DetectionPlan PlanFor(
        IReadOnlyDictionary<string, KeywordWish> chosen, WordIsolation? isolation = null,
        float? verifierThreshold = null)
    {
        if (!CanTell(chosen, isolation))
            throw new ArgumentException($"model {Name} {Version} has no verifier to tell words that stand alone");
        var wishes = chosen.Count > 0 ? chosen : Keywords.ToDictionary(keyword => keyword, _ => default(KeywordWish));
        var thresholds = new Dictionary<string, float>();
        var sure = new Dictionary<string, float>();
        foreach (var (label, wish) in wishes)
        {
            var how = wish.Isolation ?? isolation ?? WordIsolation.Required;
            thresholds[label] = wish.Threshold ?? (how == WordIsolation.Off ? AloneOf(label) : ThresholdOf(label));
            if (how != WordIsolation.Required)
                sure[label] = Math.Max(thresholds[label], how == WordIsolation.Off ? 0 : AloneOf(label));
        }
        var second = verifierThreshold is { } all ? Keywords.ToDictionary(keyword => keyword, _ => all) : null;
        return Detection.PlanFor(
            Labels, Stride, thresholds, Manifest.Verifier?.RulesFor(FramesPerWindow, StrideFrames, second, sure));
    }

    /// <summary>Whether the model can tell what stands by itself, if a stream requires that.</summary>
    public bool CanTell(IReadOnlyDictionary<string, KeywordWish> chosen, WordIsolation? isolation) =>
        HasVerifier
        || (isolation != WordIsolation.Required && chosen.Values.All(wish => wish.Isolation != WordIsolation.Required));

    /// <summary>
    /// Whether a stream may go on with this model in the middle of a recording: the same features, windows,
    /// labels and decision rules, second looks included. Thresholds may differ.
    /// </summary>
    public bool Continues(KeywordModel other) =>
        FeaturesSha256 == other.FeaturesSha256
        && FramesPerWindow == other.FramesPerWindow
        && Detection.DecidesAlike(other.Detection)
        && VerifierSettings.LookAlike(Manifest.Verifier, other.Manifest.Verifier)
        && Labels.SequenceEqual(other.Labels);

    /// <summary>Releases the model. Not while a run is in progress.</summary>
    public void Dispose()
    {
        _session.Dispose();
        _verifier?.Dispose();
        _clips?.Dispose();
    }

    private float AloneOf(string label) =>
        Manifest.Verifier?.Alone.GetValueOrDefault(label, ThresholdOf(label)) ?? ThresholdOf(label);

    private float ThresholdOf(string label) => Detection.Thresholds.GetValueOrDefault(label, DefaultThreshold);
}
