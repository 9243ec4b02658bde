using System.Buffers.Binary;
using Kws.Audio.V1;

namespace Kws.Cli.Audio;

/// <summary>A recording in memory, played from its begin as s16le.</summary>
internal sealed class RecordingInput(Recording recording) : IAudioInput
{
    private int _position;

    public AudioFormat Format { get; } = new(recording.SampleRateHz, Encoding.S16Le);

    public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        int samples = Math.Min(buffer.Length / sizeof(short), recording.Samples.Length - _position);
        Span<byte> bytes = buffer.Span;
        for (int i = 0; i < samples; i++)
            BinaryPrimitives.WriteInt16LittleEndian(bytes[(i * sizeof(short))..], recording.Samples[_position + i]);
        _position += samples;
        return ValueTask.FromResult(samples);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
