namespace Kws.FeatureExtraction.Streaming;

/// <summary>Consecutive frames of one stream.</summary>
/// <param name="FirstFrameIndex">Number of the first one.</param>
/// <param name="FrameCount">How many; 0 when the audio completed none.</param>
/// <param name="ValuesF32Le">Row-major [frames, values], never changed after.</param>
internal readonly record struct FrameBlock(long FirstFrameIndex, int FrameCount, ReadOnlyMemory<byte> ValuesF32Le);
