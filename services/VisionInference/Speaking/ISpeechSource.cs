namespace Kws.VisionInference.Speaking;

/// <summary>Where speech comes from.</summary>
internal interface ISpeechSource
{
    /// <summary>Speaks a text.</summary>
    /// <param name="text">A letter or a word.</param>
    /// <param name="deviceId">Who asked for it.</param>
    /// <param name="voice">Of the speech service; empty: its default.</param>
    /// <param name="spell">Letter by letter.</param>
    /// <param name="cancellationToken">Ends the speech.</param>
    /// <exception cref="SpeechFailedException">It cannot be spoken.</exception>
    IAsyncEnumerable<SpeechChunk> SpeakAsync(string text, string deviceId, string voice, bool spell,
        CancellationToken cancellationToken);
}

/// <summary>Some speech, mono s16le.</summary>
internal readonly record struct SpeechChunk(ReadOnlyMemory<byte> Pcm, int SampleRateHz);

/// <summary>A text was not spoken, with the reason as the device may see it.</summary>
internal sealed class SpeechFailedException(string message, Exception? inner = null) : Exception(message, inner);
