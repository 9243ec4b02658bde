using Microsoft.ML.OnnxRuntime;

namespace Kws.Models;

/// <summary>A network of a package, loaded, compared with its manifest, and run once before anyone relies on
/// it.</summary>
internal sealed class ModelSession : IDisposable
{
    // Log energies lie within -14 .. 12, normalised pixels within -3 .. 3.
    private const float LargestInput = 12;

    private const float LargestStepError = 1e-3f;

    private readonly PackageGraph _graph;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly ModelSessionOptions _options;
    private readonly BoundBatchPool _whole;
    private readonly BoundBatchPool? _begin;
    private readonly BoundBatchPool? _step;

    private ModelSession(PackageGraph graph, ModelSessionOptions options, int stepFrames)
    {
        _graph = graph;
        _options = options;
        // Telemetry of the native library reports to its maker what this process runs.
        OrtEnv.Instance().DisableTelemetryEvents();
        using var sessionOptions = new SessionOptions
        {
            IntraOpNumThreads = options.IntraOpThreads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        if (EightBitWeights.AreAllThatIsQuantised(graph.Bytes))
            sessionOptions.AddSessionConfigEntry(EightBitWeights.UnpackWhileLoading, "1");
        _session = new InferenceSession(graph.Bytes, sessionOptions);
        _whole = new(_session, GraphRun.Whole(graph), options.MaxBatch);
        if (graph.Streaming is null)
            return;
        _begin = new(_session, GraphRun.Begin(graph), options.MaxBatch);
        _step = new(_session, GraphRun.Step(graph, stepFrames), options.MaxBatch);
    }

    /// <summary>Values of one item's input.</summary>
    public int InputValues => _whole.Kind.InputValues;

    /// <summary>Loads, compares and warms up a package's model.</summary>
    /// <exception cref="InvalidModelPackageException">The runtime refuses the model, the model is not what the
    /// manifest says, or its posteriors are none.</exception>
    public static ModelSession Open(ModelPackage package, ModelSessionOptions options) => Open(
        package.Folder, PackageGraph.ModelOf(package), options, package.Manifest.Detection?.StrideFrames ?? 1);

    /// <summary>Loads, compares and warms up a network of a package.</summary>
    /// <param name="folder">The package, for errors.</param>
    /// <param name="graph">The network.</param>
    /// <param name="options">How it is run.</param>
    /// <param name="stepFrames">Frames of a step of a network that streams.</param>
    /// <exception cref="InvalidModelPackageException">The runtime refuses the network, it is not what the manifest
    /// says, or its posteriors are none.</exception>
    public static ModelSession Open(
        string folder, PackageGraph graph, ModelSessionOptions options, int stepFrames = 1)
    {
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        if (ExternalWeights.FaultOf(graph.Bytes) is { } fault)
            throw new InvalidModelPackageException(folder, [$"{graph.File} {fault}"]);
        try
        {
            var session = new ModelSession(graph, options, stepFrames);
            try
            {
                session.CompareWithManifest(folder);
                session.WarmUp(folder);
                return session;
            }
            catch
            {
                session.Dispose();
                throw;
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new InvalidModelPackageException(folder,
                [$"{graph.File} is refused by ONNX Runtime; expected a model that loads and runs: " +
                    $"{e.Message}"], e);
        }
    }

    /// <summary>Runs a batch of whole inputs. Calls at once are allowed; each takes memory of its own, which is kept
    /// for later calls.</summary>
    /// <param name="values">[batch, input values], row-major; copied.</param>
    /// <param name="batch">1 .. MaxBatch.</param>
    /// <param name="posteriors">[batch, labels], row-major; written.</param>
    /// <param name="further">[batch, values of the further output], row-major, written; or empty.</param>
    public void Run(ReadOnlySpan<float> values, int batch, Span<float> posteriors, Span<float> further = default) =>
        _whole.Run(_runOptions, values, batch, [], posteriors, further);

    /// <summary>As <see cref="Run"/>; a network that streams also says how to go on.</summary>
    /// <param name="values">[batch, input values].</param>
    /// <param name="streams">[batch]; written where not null.</param>
    /// <param name="posteriors">[batch, labels]; written.</param>
    public void Begin(ReadOnlySpan<float> values, ReadOnlySpan<StreamState?> streams, Span<float> posteriors) =>
        Streaming(_begin).Run(_runOptions, values, streams.Length, streams, posteriors);

    /// <summary>Runs the next frames of streams of a network that streams.</summary>
    /// <param name="values">[batch, frames of a step, coefficients].</param>
    /// <param name="streams">[batch]; read and written.</param>
    /// <param name="posteriors">[batch, labels]; written.</param>
    public void Step(ReadOnlySpan<float> values, ReadOnlySpan<StreamState?> streams, Span<float> posteriors) =>
        Streaming(_step).Run(_runOptions, values, streams.Length, streams, posteriors);

    public void Dispose()
    {
        _whole.Dispose();
        _begin?.Dispose();
        _step?.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
    }

    private BoundBatchPool Streaming(BoundBatchPool? pool) =>
        pool ?? throw new InvalidOperationException($"{_graph.File} keeps nothing to go on from");

    private void CompareWithManifest(string folder)
    {
        var faults = new ManifestFaults();
        GraphComparison.Compare(_graph, _session, faults);
        if (faults.All.Count > 0)
            throw new InvalidModelPackageException(folder, faults.All);
    }

    // Zeros as a start, then values of a real input's size, as many items as a batch may have.
    private void WarmUp(string folder)
    {
        using var limit = new Timer(_ => _runOptions.Terminate = true, null, _options.WarmUpLimit,
            Timeout.InfiniteTimeSpan);
        try
        {
            // Two items, since a graph that ignores its open batch dimension may still run with one.
            WarmUp(folder, Math.Min(2, _options.MaxBatch), amplitude: 0);
            WarmUp(folder, _options.MaxBatch, LargestInput);
            if (_step is not null)
                CompareStepWithWhole(folder);
        }
        catch (OnnxRuntimeException) when (_runOptions.Terminate)
        {
            throw new InvalidModelPackageException(folder,
                [$"{_graph.File} did not answer within {_options.WarmUpLimit.TotalSeconds:0.#} s; " +
                "expected posteriors"]);
        }
    }

    private void WarmUp(string folder, int batch, float amplitude)
    {
        var labels = _whole.Kind.OutputValues;
        var values = new float[batch * InputValues];
        var random = new Random(Seed: batch);
        for (var i = 0; i < values.Length; i++)
            values[i] = amplitude * (2 * random.NextSingle() - 1);
        var posteriors = new float[batch * labels];
        Run(values, batch, posteriors);
        for (var item = 0; item < batch; item++)
        {
            ReadOnlySpan<float> row = posteriors.AsSpan(item * labels, labels);
            float sum = 0;
            var inRange = true;
            foreach (var posterior in row)
            {
                inRange &= posterior is >= 0 and <= 1.0001f;
                sum += posterior;
            }
            if (!inRange || Math.Abs(sum - 1) > 0.01f)
                throw new InvalidModelPackageException(folder,
                    [$"{_graph.Field}outputs[0] of a warm-up run sums to {sum}; " +
                        "expected posteriors 0 .. 1 that sum to 1"]);
        }
    }

    /// <summary>Streams that went on and windows from nothing that hold the same frames must agree: what is heard may
    /// not depend on where a stream was interrupted.</summary>
    private void CompareStepWithWhole(string folder)
    {
        var batch = Math.Min(2, _options.MaxBatch);
        var (whole, step) = (_whole.Kind.InputValues, _step!.Kind.InputValues);
        var random = new Random(Seed: 1);
        var windows = new float[batch * whole];
        var steps = new float[batch * step];
        var later = new float[batch * whole];
        foreach (ref var value in windows.AsSpan())
            value = LargestInput * (random.NextSingle() - 1);
        foreach (ref var value in steps.AsSpan())
            value = LargestInput * (random.NextSingle() - 1);
        for (var i = 0; i < batch; i++)
        {
            var to = later.AsSpan(i * whole, whole);
            windows.AsSpan(i * whole, whole)[Math.Min(step, whole)..].CopyTo(to);
            steps.AsSpan(i * step, step)[Math.Max(0, step - whole)..].CopyTo(to[Math.Max(0, whole - step)..]);
        }
        var streams = new StreamState?[batch];
        for (var i = 0; i < batch; i++)
            streams[i] = new StreamState(null, _graph.Streaming!.ValueCount);
        var (begun, stepped, expected) = (NewPosteriors(), NewPosteriors(), NewPosteriors());
        Begin(windows, streams, begun);
        Step(steps, streams, stepped);
        Run(later, batch, expected);
        for (var i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(stepped[i] - expected[i]) <= LargestStepError))
                throw new InvalidModelPackageException(folder,
                    [$"{_graph.File} gives a posterior of {stepped[i]} after a step and {expected[i]} for the whole "
                        + $"window; expected at most {LargestStepError} between them"]);
        }

        float[] NewPosteriors() => new float[batch * _whole.Kind.OutputValues];
    }
}
