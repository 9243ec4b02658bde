using System.Buffers.Binary;

namespace Kws.Tts.Engines.Espeak;

/// <summary>What a frame between the service and a worker process means.</summary>
internal enum WorkerFrameKind : byte
{
    /// <summary>To the worker: speak; a JSON <see cref="SpeechJob"/>.</summary>
    Speak = (byte)'S',

    /// <summary>To the worker: stop what it speaks; empty.</summary>
    Cancel = (byte)'C',

    /// <summary>To the worker: answer with the same when nothing is left to speak; empty.</summary>
    Ping = (byte)'P',

    /// <summary>From the worker, first: sample rate and voices; a JSON <see cref="WorkerHello"/>.</summary>
    Hello = (byte)'H',

    /// <summary>From the worker: samples, s16le.</summary>
    Audio = (byte)'A',

    /// <summary>From the worker: a word; sample (int64), character position and length (int32),
    /// little-endian.</summary>
    Mark = (byte)'M',

    /// <summary>From the worker: a mark of the document; sample (int64), little-endian.</summary>
    Pause = (byte)'B',

    /// <summary>From the worker: the job is over.</summary>
    End = (byte)'E',

    /// <summary>From the worker: the job failed; the reason in UTF-8.</summary>
    Failed = (byte)'X',
}

/// <summary>What a worker says when it is ready.</summary>
internal sealed record WorkerHello(int SampleRateHz, EspeakVoiceList Voices);

/// <summary>
/// One frame on a worker's standard input or output:
/// kind (1 byte), job number (int32), payload length (int32), payload; little-endian.
/// </summary>
internal readonly record struct WorkerFrame(WorkerFrameKind Kind, int Job, byte[] Payload)
{
    /// <summary>Longest payload either side accepts, in bytes.</summary>
    public const int MaxPayloadBytes = 1 << 22;

    private const int HeaderBytes = 9;

    /// <summary>Writes and flushes a frame.</summary>
    public static void Write(Stream stream, WorkerFrameKind kind, int job, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderBytes];
        FillHeader(header, kind, job, payload.Length);
        stream.Write(header);
        stream.Write(payload);
        stream.Flush();
    }

    /// <summary>Writes and flushes a frame.</summary>
    public static async Task WriteAsync(
        Stream stream,
        WorkerFrameKind kind,
        int job,
        ReadOnlyMemory<byte> payload,
        CancellationToken cancellationToken)
    {
        var bytes = new byte[HeaderBytes + payload.Length];
        FillHeader(bytes, kind, job, payload.Length);
        payload.CopyTo(bytes.AsMemory(HeaderBytes));
        await stream.WriteAsync(bytes, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>The next frame, or null when the other side has closed.</summary>
    /// <exception cref="InvalidDataException">The header cannot be one.</exception>
    public static async ValueTask<WorkerFrame?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var header = new byte[HeaderBytes];
        if (await stream.ReadAtLeastAsync(header, HeaderBytes, throwOnEndOfStream: false, cancellationToken)
            < HeaderBytes)
            return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(5));
        if (length is < 0 or > MaxPayloadBytes)
            throw new InvalidDataException($"worker frame length {length} is outside 0..{MaxPayloadBytes}");
        var payload = new byte[length];
        if (await stream.ReadAtLeastAsync(payload, length, throwOnEndOfStream: false, cancellationToken) < length)
            return null;
        return new WorkerFrame((WorkerFrameKind)header[0],
            BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(1)), payload);
    }

    private static void FillHeader(Span<byte> header, WorkerFrameKind kind, int job, int length)
    {
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], job);
        BinaryPrimitives.WriteInt32LittleEndian(header[5..], length);
    }
}
