namespace Kws.VisionInference.Decoding;

/// <summary>A picture that cannot be read, or that is larger than allowed. INVALID_ARGUMENT.</summary>
/// <param name="message">Names field, value and limit.</param>
internal sealed class InvalidImageException(string message) : ArgumentException(message);
