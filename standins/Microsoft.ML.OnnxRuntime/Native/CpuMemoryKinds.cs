namespace Microsoft.ML.OnnxRuntime.Native;

/// <summary><c>OrtAllocatorType</c> of the C API.</summary>
internal enum OrtAllocatorType
{
    Device = 0,
}

/// <summary><c>OrtMemType</c> of the C API.</summary>
internal enum OrtMemType
{
    Default = 0,
}
