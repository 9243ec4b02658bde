namespace Kws.Cli.Audio;

/// <summary>Mono audio that a device captures, from a file or a live stream.</summary>
internal interface IAudioInput : IAsyncDisposable
{
    AudioFormat Format { get; }

    /// <summary>
    /// Fills the buffer, whose length is a whole number of samples, as far as the audio goes.
    /// Returns the samples read; fewer than asked only at the end, 0 after it.
    /// </summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);
}
