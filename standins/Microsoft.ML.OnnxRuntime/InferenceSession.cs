using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>A loaded model. Runs may be made from several threads at once.</summary>
public sealed unsafe class InferenceSession : IDisposable
{
    private readonly OrtSessionHandle _session;
    private readonly Dictionary<string, NodeMetadata> _inputs = [];
    private readonly Dictionary<string, NodeMetadata> _outputs = [];
    private readonly List<string> _inputNames = [];
    private readonly List<string> _outputNames = [];

    /// <summary>Loads a model file with the default options.</summary>
    /// <exception cref="OnnxRuntimeException">The file is missing or no valid model.</exception>
    public InferenceSession(string modelPath) : this(Load(modelPath, null))
    {
    }

    /// <inheritdoc cref="InferenceSession(string)"/>
    public InferenceSession(string modelPath, SessionOptions options) : this(Load(modelPath, options))
    {
    }

    /// <summary>Loads a model from memory with the default options; the bytes are not kept.</summary>
    /// <exception cref="OnnxRuntimeException">The bytes are no valid model.</exception>
    public InferenceSession(byte[] model) : this(Load(model, null))
    {
    }

    /// <inheritdoc cref="InferenceSession(byte[])"/>
    public InferenceSession(byte[] model, SessionOptions options) : this(Load(model, options))
    {
    }

    private InferenceSession(OrtSessionHandle session)
    {
        _session = session;
        OrtApi* api = OrtNative.Api;
        ReadNodes(api->SessionGetInputCount, api->SessionGetInputName, api->SessionGetInputTypeInfo, _inputNames, _inputs);
        ReadNodes(api->SessionGetOutputCount, api->SessionGetOutputName, api->SessionGetOutputTypeInfo, _outputNames, _outputs);
    }

    /// <summary>The model's inputs by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> InputMetadata => _inputs;

    /// <summary>The model's outputs by name.</summary>
    public IReadOnlyDictionary<string, NodeMetadata> OutputMetadata => _outputs;

    /// <summary>The inputs' names in the model's order.</summary>
    public IReadOnlyList<string> InputNames => _inputNames;

    /// <summary>The outputs' names in the model's order.</summary>
    public IReadOnlyList<string> OutputNames => _outputNames;

    /// <summary>What the model file says of itself.</summary>
    public ModelMetadata ModelMetadata
    {
        get
        {
            using var session = new HandleUse(_session);
            nint metadata;
            OrtNative.ThrowIfFailed(OrtNative.Api->SessionGetModelMetadata(session.Pointer, &metadata));
            using var owned = new OrtModelMetadataHandle(metadata);
            return new ModelMetadata(metadata);
        }
    }

    /// <summary>Runs the model into tensors that the library makes.</summary>
    /// <returns>The outputs in the order of <paramref name="outputNames"/>; dispose them.</returns>
    /// <exception cref="OnnxRuntimeException">A name, type or shape is not the model's.</exception>
    public IDisposableReadOnlyCollection<OrtValue> Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames)
    {
        var outputs = new nint[outputNames.Count];
        Run(runOptions, inputNames, inputValues, outputNames, outputs);
        return new DisposableArray<OrtValue>(Array.ConvertAll(outputs, value => new OrtValue(value)));
    }

    /// <summary>Runs the model into the caller's tensors.</summary>
    /// <exception cref="OnnxRuntimeException">A name, type or shape is not the model's.</exception>
    public void Run(
        RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues,
        IReadOnlyCollection<string> outputNames, IReadOnlyCollection<OrtValue> outputValues)
    {
        CheckCounts(nameof(outputNames), outputNames.Count, outputValues.Count);
        using var outputs = new BorrowedHandles(outputValues);
        Run(runOptions, inputNames, inputValues, outputNames, outputs.Pointers);
    }

    /// <summary>Runs the model on bound tensors. Allocates nothing on the managed heap.</summary>
    /// <exception cref="OnnxRuntimeException">An input is unbound, or a type or shape is not the model's.</exception>
    public void RunWithBinding(RunOptions runOptions, OrtIoBinding ioBinding)
    {
        using var session = new HandleUse(_session);
        using var options = new HandleUse(runOptions);
        using var binding = new HandleUse(ioBinding);
        OrtNative.ThrowIfFailed(OrtNative.Api->RunWithBinding(session.Pointer, options.Pointer, binding.Pointer));
    }

    /// <summary>A new binding for this session; dispose it before the session.</summary>
    public OrtIoBinding CreateIoBinding() => new(_session);

    /// <summary>Releases the model.</summary>
    public void Dispose() => _session.Dispose();

    private void Run(RunOptions runOptions, IReadOnlyCollection<string> inputNames, IReadOnlyCollection<OrtValue> inputValues, IReadOnlyCollection<string> outputNames, nint[] outputs)
    {
        CheckCounts(nameof(inputNames), inputNames.Count, inputValues.Count);
        using var session = new HandleUse(_session);
        using var options = new HandleUse(runOptions);
        using var inputs = new BorrowedHandles(inputValues);
        using var inputTexts = new Utf8Names(inputNames);
        using var outputTexts = new Utf8Names(outputNames);
        fixed (nint* names = inputTexts.Pointers, values = inputs.Pointers, wanted = outputTexts.Pointers, results = outputs)
            OrtNative.ThrowIfFailed(OrtNative.Api->Run(
                session.Pointer, options.Pointer, names, values, (nuint)inputNames.Count, wanted, (nuint)outputNames.Count, results));
    }

    private static void CheckCounts(string names, int nameCount, int valueCount)
    {
        if (nameCount != valueCount)
            throw new ArgumentException($"{nameCount} names for {valueCount} values", names);
    }

    private void ReadNodes(
        delegate* unmanaged<nint, nuint*, nint> getCount, delegate* unmanaged<nint, nuint, nint, byte**, nint> getName,
        delegate* unmanaged<nint, nuint, nint*, nint> getType, List<string> names, Dictionary<string, NodeMetadata> nodes)
    {
        using var session = new HandleUse(_session);
        nuint count;
        OrtNative.ThrowIfFailed(getCount(session.Pointer, &count));
        for (nuint i = 0; i < count; i++)
        {
            byte* text;
            OrtNative.ThrowIfFailed(getName(session.Pointer, i, OrtNative.DefaultAllocator, &text));
            string name = OrtNative.TakeString(text);
            nint type;
            OrtNative.ThrowIfFailed(getType(session.Pointer, i, &type));
            using var owned = new OrtTypeInfoHandle(type);
            names.Add(name);
            nodes.Add(name, new NodeMetadata(type));
        }
    }

    private static OrtSessionHandle Load(string modelPath, SessionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(modelPath);
        using SessionOptions? defaults = options is null ? new SessionOptions() : null;
        using var env = new HandleUse(OrtEnv.Instance());
        using var chosen = new HandleUse(options ?? defaults!);
        nint session;
        // The C API takes paths in the platform's own characters.
        if (OperatingSystem.IsWindows())
            fixed (char* path = modelPath)
                OrtNative.ThrowIfFailed(OrtNative.Api->CreateSession(env.Pointer, path, chosen.Pointer, &session));
        else
            fixed (byte* path = OrtNative.Utf8(modelPath))
                OrtNative.ThrowIfFailed(OrtNative.Api->CreateSession(env.Pointer, path, chosen.Pointer, &session));
        return new OrtSessionHandle(session);
    }

    private static OrtSessionHandle Load(byte[] model, SessionOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        using SessionOptions? defaults = options is null ? new SessionOptions() : null;
        using var env = new HandleUse(OrtEnv.Instance());
        using var chosen = new HandleUse(options ?? defaults!);
        nint session;
        fixed (byte* bytes = model)
            OrtNative.ThrowIfFailed(OrtNative.Api->CreateSessionFromArray(env.Pointer, bytes, (nuint)model.Length, chosen.Pointer, &session));
        return new OrtSessionHandle(session);
    }
}
