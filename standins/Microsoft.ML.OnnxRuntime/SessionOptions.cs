using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <summary>How a session loads and runs its model. The session copies it: dispose it when the session is made.</summary>
public unsafe class SessionOptions : SafeHandle
{
    private int _interOpNumThreads;
    private int _intraOpNumThreads;
    private ExecutionMode _executionMode = ExecutionMode.ORT_SEQUENTIAL;
    private GraphOptimizationLevel _graphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL;
    private OrtLoggingLevel _logSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING;
    private bool _enableCpuMemArena = true;
    private bool _enableMemoryPattern = true;

    /// <summary>The library's defaults.</summary>
    public SessionOptions() : base(0, ownsHandle: true)
    {
        fixed (nint* options = &handle)
            OrtNative.ThrowIfFailed(OrtNative.Api->CreateSessionOptions(options));
    }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Threads that share one node's work. 0, the default, is one a core; 1 runs on the caller's thread.</summary>
    public int IntraOpNumThreads
    {
        get => _intraOpNumThreads;
        set
        {
            Set(OrtNative.Api->SetIntraOpNumThreads, value);
            _intraOpNumThreads = value;
        }
    }

    /// <summary>Threads that run independent nodes at once, in parallel mode alone. 0, the default, is one a core.</summary>
    public int InterOpNumThreads
    {
        get => _interOpNumThreads;
        set
        {
            Set(OrtNative.Api->SetInterOpNumThreads, value);
            _interOpNumThreads = value;
        }
    }

    /// <summary>Default: sequential.</summary>
    public ExecutionMode ExecutionMode
    {
        get => _executionMode;
        set
        {
            Set(OrtNative.Api->SetSessionExecutionMode, value);
            _executionMode = value;
        }
    }

    /// <summary>Default: all.</summary>
    public GraphOptimizationLevel GraphOptimizationLevel
    {
        get => _graphOptimizationLevel;
        set
        {
            Set(OrtNative.Api->SetSessionGraphOptimizationLevel, value);
            _graphOptimizationLevel = value;
        }
    }

    /// <summary>The least severe line of this session that is printed. Default: warning.</summary>
    public OrtLoggingLevel LogSeverityLevel
    {
        get => _logSeverityLevel;
        set
        {
            Set(OrtNative.Api->SetSessionLogSeverityLevel, value);
            _logSeverityLevel = value;
        }
    }

    /// <summary>Whether memory between nodes comes from an arena that keeps what it once took. Default: true.</summary>
    public bool EnableCpuMemArena
    {
        get => _enableCpuMemArena;
        set
        {
            Set(value ? OrtNative.Api->EnableCpuMemArena : OrtNative.Api->DisableCpuMemArena);
            _enableCpuMemArena = value;
        }
    }

    /// <summary>Whether one block serves all intermediate tensors of a shape seen before. Default: true.</summary>
    public bool EnableMemoryPattern
    {
        get => _enableMemoryPattern;
        set
        {
            Set(value ? OrtNative.Api->EnableMemPattern : OrtNative.Api->DisableMemPattern);
            _enableMemoryPattern = value;
        }
    }

    /// <summary>Sets one of the library's named settings, such as <c>session.intra_op.allow_spinning</c> to <c>0</c>.</summary>
    public void AddSessionConfigEntry(string configKey, string configValue)
    {
        using var options = new HandleUse(this);
        fixed (byte* key = OrtNative.Utf8(configKey))
        fixed (byte* value = OrtNative.Utf8(configValue))
            OrtNative.ThrowIfFailed(OrtNative.Api->AddSessionConfigEntry(options.Pointer, key, value));
    }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        OrtNative.Api->ReleaseSessionOptions(handle);
        return true;
    }

    private void Set<T>(delegate* unmanaged<nint, T, nint> setter, T value) where T : unmanaged
    {
        using var options = new HandleUse(this);
        OrtNative.ThrowIfFailed(setter(options.Pointer, value));
    }

    private void Set(delegate* unmanaged<nint, nint> setter)
    {
        using var options = new HandleUse(this);
        OrtNative.ThrowIfFailed(setter(options.Pointer));
    }
}
