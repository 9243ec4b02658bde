namespace Kws.AudioInference.Streaming;

/// <summary>
/// A session cannot go on, and nothing is lost if the device reconnects and resumes: UNAVAILABLE with the
/// position to resume from.
/// </summary>
internal sealed class StreamInterruptedException(string message, Exception? innerException = null)
    : Exception(message, innerException);
