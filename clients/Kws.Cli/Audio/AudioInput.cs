using System.Buffers.Binary;
using Kws.Audio.V1;

namespace Kws.Cli.Audio;

/// <summary>Mono audio that a device captures, from a file or a live stream.</summary>
internal interface IAudioInput : IAsyncDisposable
{
    AudioFormat Format { get; }

    /// <summary>
    /// Fills the buffer, whose length is a whole number of samples, as far as the audio goes.
    /// Returns the samples read; fewer than asked only at the end, 0 after it.
    /// </summary>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);
}

/// <summary>Raw samples from a stream, such as standard input.</summary>
/// <param name="pending">Bytes already taken from the stream; they come first.</param>
internal sealed class PcmInput(Stream stream, AudioFormat format, ReadOnlyMemory<byte> pending = default) : IAudioInput
{
    private ReadOnlyMemory<byte> _pending = pending;

    public AudioFormat Format { get; } = format;

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var filled = Math.Min(_pending.Length, buffer.Length);
        _pending[..filled].CopyTo(buffer);
        _pending = _pending[filled..];
        // A read of standard input cannot be cancelled; it is left behind when the device stops.
        filled += await stream.ReadAtLeastAsync(
            buffer[filled..], buffer.Length - filled, throwOnEndOfStream: false, cancellationToken)
            .AsTask().WaitAsync(cancellationToken);
        // A part of a sample at the very end is no audio.
        return filled / Format.BytesPerSample;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}

/// <summary>A recording in memory, played from its begin as s16le.</summary>
internal sealed class RecordingInput(Recording recording) : IAudioInput
{
    private int _position;

    public AudioFormat Format { get; } = new(recording.SampleRateHz, Encoding.S16Le);

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var samples = Math.Min(buffer.Length / sizeof(short), recording.Samples.Length - _position);
        var bytes = buffer.Span;
        for (var i = 0; i < samples; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(i * sizeof(short))..], recording.Samples[_position + i]);
        _position += samples;
        return ValueTask.FromResult(samples);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
