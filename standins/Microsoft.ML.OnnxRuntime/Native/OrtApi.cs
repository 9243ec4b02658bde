using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary>
/// The functions of the C struct <c>OrtApi</c> that this assembly calls, each at its slot. The struct
/// only ever grows at its end, so a slot holds for every later version of the library.
/// </summary>
/// <remarks>
/// Source of the slots: <c>onnxruntime_c_api.h</c>. A function that returns a status returns it last;
/// zero is success. All pointers are 8 bytes: the library exists for 64-bit platforms alone.
/// </remarks>
[StructLayout(LayoutKind.Explicit)]
internal unsafe struct OrtApi
{
    /// <summary>The version to ask for: the oldest that has all these slots.</summary>
    public const uint Version = 14;

    [FieldOffset(1 * 8)] public delegate* unmanaged<nint, OrtErrorCode> GetErrorCode;
    [FieldOffset(2 * 8)] public delegate* unmanaged<nint, byte*> GetErrorMessage;
    [FieldOffset(3 * 8)] public delegate* unmanaged<OrtLoggingLevel, byte*, nint*, nint> CreateEnv;
    [FieldOffset(6 * 8)] public delegate* unmanaged<nint, nint> DisableTelemetryEvents;
    [FieldOffset(7 * 8)] public delegate* unmanaged<nint, void*, nint, nint*, nint> CreateSession;
    [FieldOffset(8 * 8)] public delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint> CreateSessionFromArray;
    [FieldOffset(9 * 8)] public delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> Run;
    [FieldOffset(10 * 8)] public delegate* unmanaged<nint*, nint> CreateSessionOptions;
    [FieldOffset(13 * 8)] public delegate* unmanaged<nint, ExecutionMode, nint> SetSessionExecutionMode;
    [FieldOffset(16 * 8)] public delegate* unmanaged<nint, nint> EnableMemPattern;
    [FieldOffset(17 * 8)] public delegate* unmanaged<nint, nint> DisableMemPattern;
    [FieldOffset(18 * 8)] public delegate* unmanaged<nint, nint> EnableCpuMemArena;
    [FieldOffset(19 * 8)] public delegate* unmanaged<nint, nint> DisableCpuMemArena;
    [FieldOffset(22 * 8)] public delegate* unmanaged<nint, OrtLoggingLevel, nint> SetSessionLogSeverityLevel;
    [FieldOffset(23 * 8)] public delegate* unmanaged<nint, GraphOptimizationLevel, nint> SetSessionGraphOptimizationLevel;
    [FieldOffset(24 * 8)] public delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads;
    [FieldOffset(25 * 8)] public delegate* unmanaged<nint, int, nint> SetInterOpNumThreads;
    [FieldOffset(30 * 8)] public delegate* unmanaged<nint, nuint*, nint> SessionGetInputCount;
    [FieldOffset(31 * 8)] public delegate* unmanaged<nint, nuint*, nint> SessionGetOutputCount;
    [FieldOffset(33 * 8)] public delegate* unmanaged<nint, nuint, nint*, nint> SessionGetInputTypeInfo;
    [FieldOffset(34 * 8)] public delegate* unmanaged<nint, nuint, nint*, nint> SessionGetOutputTypeInfo;
    [FieldOffset(36 * 8)] public delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetInputName;
    [FieldOffset(37 * 8)] public delegate* unmanaged<nint, nuint, nint, byte**, nint> SessionGetOutputName;
    [FieldOffset(39 * 8)] public delegate* unmanaged<nint*, nint> CreateRunOptions;
    [FieldOffset(46 * 8)] public delegate* unmanaged<nint, nint> RunOptionsSetTerminate;
    [FieldOffset(47 * 8)] public delegate* unmanaged<nint, nint> RunOptionsUnsetTerminate;
    [FieldOffset(49 * 8)] public delegate* unmanaged<nint, void*, nuint, long*, nuint, TensorElementType, nint*, nint> CreateTensorWithDataAsOrtValue;
    [FieldOffset(51 * 8)] public delegate* unmanaged<nint, void**, nint> GetTensorMutableData;
    [FieldOffset(55 * 8)] public delegate* unmanaged<nint, nint*, nint> CastTypeInfoToTensorInfo;
    [FieldOffset(56 * 8)] public delegate* unmanaged<nint, OnnxValueType*, nint> GetOnnxTypeFromTypeInfo;
    [FieldOffset(60 * 8)] public delegate* unmanaged<nint, TensorElementType*, nint> GetTensorElementType;
    [FieldOffset(61 * 8)] public delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount;
    [FieldOffset(62 * 8)] public delegate* unmanaged<nint, long*, nuint, nint> GetDimensions;
    [FieldOffset(63 * 8)] public delegate* unmanaged<nint, byte**, nuint, nint> GetSymbolicDimensions;
    [FieldOffset(65 * 8)] public delegate* unmanaged<nint, nint*, nint> GetTensorTypeAndShape;
    [FieldOffset(69 * 8)] public delegate* unmanaged<OrtAllocatorType, OrtMemType, nint*, nint> CreateCpuMemoryInfo;
    [FieldOffset(76 * 8)] public delegate* unmanaged<nint, void*, nint> AllocatorFree;
    [FieldOffset(78 * 8)] public delegate* unmanaged<nint*, nint> GetAllocatorWithDefaultOptions;
    [FieldOffset(92 * 8)] public delegate* unmanaged<nint, void> ReleaseEnv;
    [FieldOffset(93 * 8)] public delegate* unmanaged<nint, void> ReleaseStatus;
    [FieldOffset(94 * 8)] public delegate* unmanaged<nint, void> ReleaseMemoryInfo;
    [FieldOffset(95 * 8)] public delegate* unmanaged<nint, void> ReleaseSession;
    [FieldOffset(96 * 8)] public delegate* unmanaged<nint, void> ReleaseValue;
    [FieldOffset(97 * 8)] public delegate* unmanaged<nint, void> ReleaseRunOptions;
    [FieldOffset(98 * 8)] public delegate* unmanaged<nint, void> ReleaseTypeInfo;
    [FieldOffset(99 * 8)] public delegate* unmanaged<nint, void> ReleaseTensorTypeAndShapeInfo;
    [FieldOffset(100 * 8)] public delegate* unmanaged<nint, void> ReleaseSessionOptions;
    [FieldOffset(111 * 8)] public delegate* unmanaged<nint, nint*, nint> SessionGetModelMetadata;
    [FieldOffset(112 * 8)] public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetProducerName;
    [FieldOffset(113 * 8)] public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetGraphName;
    [FieldOffset(114 * 8)] public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetDomain;
    [FieldOffset(115 * 8)] public delegate* unmanaged<nint, nint, byte**, nint> ModelMetadataGetDescription;
    [FieldOffset(117 * 8)] public delegate* unmanaged<nint, long*, nint> ModelMetadataGetVersion;
    [FieldOffset(118 * 8)] public delegate* unmanaged<nint, void> ReleaseModelMetadata;
    [FieldOffset(130 * 8)] public delegate* unmanaged<nint, byte*, byte*, nint> AddSessionConfigEntry;
    [FieldOffset(133 * 8)] public delegate* unmanaged<nint, nint, nint, nint> RunWithBinding;
    [FieldOffset(134 * 8)] public delegate* unmanaged<nint, nint*, nint> CreateIoBinding;
    [FieldOffset(135 * 8)] public delegate* unmanaged<nint, void> ReleaseIoBinding;
    [FieldOffset(136 * 8)] public delegate* unmanaged<nint, byte*, nint, nint> BindInput;
    [FieldOffset(137 * 8)] public delegate* unmanaged<nint, byte*, nint, nint> BindOutput;
    [FieldOffset(141 * 8)] public delegate* unmanaged<nint, void> ClearBoundInputs;
    [FieldOffset(142 * 8)] public delegate* unmanaged<nint, void> ClearBoundOutputs;
}
