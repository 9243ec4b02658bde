using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Kws.Audio;
using Kws.Audio.V1;
using Kws.Cli.CommandLine;

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

/// <summary>A WAV stream as mono audio: s16le, or f32le where its samples hold more.</summary>
internal sealed class WavInput(Stream stream, WavStream wav) : IAudioInput
{
    private float[] _samples = [];

    public AudioFormat Format { get; } = new(wav.SampleRateHz, EncodingOf(wav.Encoding));

    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var room = buffer.Length / Format.BytesPerSample;
        if (_samples.Length < room)
            _samples = new float[room];
        try
        {
            var samples = await wav.ReadAsync(_samples.AsMemory(0, room), cancellationToken);
            Write(_samples.AsSpan(0, samples), buffer.Span);
            return samples;
        }
        catch (InvalidAudioException exception)
        {
            throw new BadInputException("-", "WAV", exception.Message);
        }
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private static Encoding EncodingOf(PcmEncoding encoding) => encoding is PcmEncoding.S24Le or PcmEncoding.S32Le
        or PcmEncoding.F32Le or PcmEncoding.F64Le ? Encoding.F32Le : Encoding.S16Le;

    private void Write(ReadOnlySpan<float> samples, Span<byte> bytes)
    {
        if (Format.Encoding == Encoding.F32Le)
            MemoryMarshal.AsBytes(samples).CopyTo(bytes);
        else
            Pcm16.FromFloats(samples, MemoryMarshal.Cast<byte, short>(bytes));
    }
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
