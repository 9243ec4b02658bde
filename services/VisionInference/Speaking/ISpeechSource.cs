namespace VisionInference.Speaking;

/// <summary>Where speech comes from.</summary>
public interface ISpeechSource
{
    /// <summary>Speaks a text.</summary>
    /// <param name="text">A letter or a word.</param>
    /// <param name="deviceId">Who asked for it.</param>
    /// <param name="voice">Of the speech service; empty: its default.</param>
    /// <param name="spell">Letter by letter.</param>
    /// <param name="cancellation">Ends the speech.</param>
    /// <exception cref="SpeechFailedException">It cannot be spoken.</exception>
    IAsyncEnumerable<SpeechChunk> SpeakAsync(string text, string deviceId, string voice, bool spell, CancellationToken cancellation);
}

/// <summary>Some speech, mono s16le.</summary>
public readonly record struct SpeechChunk(ReadOnlyMemory<byte> Pcm, int SampleRateHz);

/// <summary>A text was not spoken, with the reason as the device may see it.</summary>
public sealed class SpeechFailedException(string message, Exception? inner = null) : Exception(message, inner);
