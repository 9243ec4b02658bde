namespace Kws.Cli.Audio;

/// <summary>Raw samples from a stream, such as standard input.</summary>
/// <param name="pending">Bytes already taken from the stream; they come first.</param>
internal sealed class PcmInput(Stream stream, AudioFormat format, ReadOnlyMemory<byte> pending = default) : IAudioInput
{
    private ReadOnlyMemory<byte> _pending = pending;

    public AudioFormat Format { get; } = format;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        int filled = Math.Min(_pending.Length, buffer.Length);
        _pending[..filled].CopyTo(buffer);
        _pending = _pending[filled..];
        // A read of standard input cannot be cancelled; it is left behind when the device stops.
        filled += await stream.ReadAtLeastAsync(buffer[filled..], buffer.Length - filled, throwOnEndOfStream: false, cancellation)
            .AsTask().WaitAsync(cancellation);
        // A part of a sample at the very end is no audio.
        return filled / Format.BytesPerSample;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
