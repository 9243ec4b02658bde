namespace Microsoft.ML.OnnxRuntime;

/// <summary>What the native library refused, with its message.</summary>
public class OnnxRuntimeException : Exception
{
    internal OnnxRuntimeException(OrtErrorCode code, string message) : base($"[ErrorCode:{code}] {message}")
    {
    }
}

/// <summary><c>OrtErrorCode</c> of the C API.</summary>
internal enum OrtErrorCode
{
    Ok = 0,
    Fail = 1,
    InvalidArgument = 2,
    NoSuchFile = 3,
    NoModel = 4,
    EngineError = 5,
    RuntimeException = 6,
    InvalidProtobuf = 7,
    ModelLoaded = 8,
    NotImplemented = 9,
    InvalidGraph = 10,
    ExecutionProviderFail = 11,
    ModelLoadCanceled = 12,
}
