using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Kws.Models;

/// <summary>A network of a package, loaded, compared with its manifest, and run once before anyone relies on
/// it.</summary>
internal sealed class ModelSession : IDisposable
{
    // Log energies lie within -14 .. 12, normalised pixels within -3 .. 3.
    private const float LargestInput = 12;

    private readonly PackageGraph _graph;
    private readonly int _labels;
    private readonly int _furtherValues;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly ModelSessionOptions _options;
    private readonly Stack<BoundBatches> _idle = new();
    private bool _disposed;

    private ModelSession(PackageGraph graph, ModelSessionOptions options)
    {
        _graph = graph;
        _options = options;
        InputValues = BoundBatches.ElementCount(graph.Input);
        _labels = BoundBatches.ElementCount(graph.Output);
        _furtherValues = graph.Further is { } further ? BoundBatches.ElementCount(further) : 0;
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
    }

    /// <summary>Values of one item's input.</summary>
    public int InputValues { get; }

    /// <summary>Loads, compares and warms up a package's model.</summary>
    /// <exception cref="InvalidModelPackageException">The runtime refuses the model, the model is not what the
    /// manifest says, or its posteriors are none.</exception>
    public static ModelSession Open(ModelPackage package, ModelSessionOptions options) =>
        Open(package.Folder, PackageGraph.ModelOf(package), options);

    /// <summary>Loads, compares and warms up a network of a package.</summary>
    /// <param name="folder">The package, for errors.</param>
    /// <param name="graph">The network.</param>
    /// <param name="options">How it is run.</param>
    /// <exception cref="InvalidModelPackageException">The runtime refuses the network, it is not what the manifest
    /// says, or its posteriors are none.</exception>
    public static ModelSession Open(string folder, PackageGraph graph, ModelSessionOptions options)
    {
        if (options.Faults() is { Count: > 0 } faults)
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        if (ExternalWeights.FaultOf(graph.Bytes) is { } fault)
            throw new InvalidModelPackageException(folder, [$"{graph.File} {fault}"]);
        try
        {
            var session = new ModelSession(graph, options);
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

    /// <summary>Runs a batch. Calls at once are allowed; each takes memory of its own, which is kept for later
    /// calls.</summary>
    /// <param name="values">[batch, input values], row-major; copied.</param>
    /// <param name="batch">1 .. MaxBatch.</param>
    /// <param name="posteriors">[batch, labels], row-major; written.</param>
    /// <param name="further">[batch, values of the further output], row-major, written; or empty.</param>
    public void Run(ReadOnlySpan<float> values, int batch, Span<float> posteriors, Span<float> further = default)
    {
        if (batch < 1 || batch > _options.MaxBatch)
            throw new ArgumentOutOfRangeException(nameof(batch), batch, $"expected 1 .. {_options.MaxBatch}");
        RequireLength(values.Length, batch * InputValues, nameof(values));
        RequireLength(posteriors.Length, batch * _labels, nameof(posteriors));
        if (!further.IsEmpty)
            RequireLength(further.Length, batch * _furtherValues, nameof(further));
        var memory = Take();
        try
        {
            memory.Run(_runOptions, values, batch, posteriors, further);
        }
        finally
        {
            Return(memory);
        }
    }

    public void Dispose()
    {
        lock (_idle)
        {
            _disposed = true;
            while (_idle.TryPop(out var memory))
                memory.Dispose();
        }
        _runOptions.Dispose();
        _session.Dispose();
    }

    private BoundBatches Take()
    {
        lock (_idle)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_idle.TryPop(out var memory))
                return memory;
        }
        return new BoundBatches(_session, _graph, _options.MaxBatch);
    }

    private void Return(BoundBatches memory)
    {
        lock (_idle)
        {
            if (_disposed)
                memory.Dispose();
            else
                _idle.Push(memory);
        }
    }

    private void CompareWithManifest(string folder)
    {
        var faults = new ManifestFaults();
        Compare($"{_graph.Field}inputs", [_graph.Input], _session.InputMetadata, faults);
        Compare($"{_graph.Field}outputs", _graph.Further is { } further ? [_graph.Output, further] : [_graph.Output],
            _session.OutputMetadata, faults);
        if (faults.All.Count > 0)
            throw new InvalidModelPackageException(folder, faults.All);
    }

    private static void Compare(
        string field,
        IReadOnlyList<TensorSpec> said,
        IReadOnlyDictionary<string, NodeMetadata> nodes,
        ManifestFaults faults)
    {
        for (var i = 0; i < said.Count; i++)
            Compare($"{field}[{i}]", said[i], said.Count, nodes, faults);
    }

    private static void Compare(
        string field,
        TensorSpec said,
        int count,
        IReadOnlyDictionary<string, NodeMetadata> nodes,
        ManifestFaults faults)
    {
        if (nodes.Count != count || !nodes.TryGetValue(said.Name, out var node) || !node.IsTensor)
        {
            faults.Add($"{field}.name", said.Name,
                $"the model's {(count == 1 ? "only tensor" : "tensors")} there: {string.Join(", ", nodes.Keys)}");
            return;
        }
        faults.Require(node.ElementDataType == TensorElementType.Float, $"{field}.type", "float32",
            $"the model's {node.ElementDataType}");
        faults.Require(node.Dimensions.SequenceEqual(said.Shape), $"{field}.shape", said.Shape,
            $"the model's [{string.Join(", ", node.Dimensions)}]");
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
        var labels = _labels;
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

    private static void RequireLength(int length, int expected, string parameter)
    {
        if (length != expected)
            throw new ArgumentException($"{parameter} has {length} values; expected {expected}", parameter);
    }
}
