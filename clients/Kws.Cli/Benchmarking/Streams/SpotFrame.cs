using System.Buffers;
using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;

namespace Kws.Cli.Benchmarking.Streams;

/// <summary>
/// A <see cref="SpotRequest"/> as the load generator sends it: the audio goes from the shared
/// recording straight into the transport's buffer, without a message object for each chunk.
/// </summary>
internal sealed class SpotFrame
{
    private const byte ChunkTag = (2 << 3) | 2;
    private const byte PcmTag = (1 << 3) | 2;
    private const byte FirstSampleTag = 2 << 3;

    private ReadOnlyMemory<byte> _pcm;
    private long _firstSample;
    private byte[]? _whole;

    /// <summary>The method, with the same wire form as the generated client's.</summary>
    public static Method<SpotFrame, SpotResponse> Method { get; } = new(
        MethodType.DuplexStreaming, KeywordSpotter.Descriptor.FullName, "Spot",
        Marshallers.Create<SpotFrame>((frame, context) => frame.Write(context), _ =>
            throw new NotSupportedException("requests are only sent")),
        Marshallers.Create<SpotResponse>((_, _) => throw new NotSupportedException("responses are only received"),
            context => SpotResponse.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    public static SpotFrame OfConfig(SpotConfig config) =>
        new() { _whole = new SpotRequest { Config = config }.ToByteArray() };

    /// <summary>Makes this frame a chunk. It may be changed again when its write has completed.</summary>
    public void SetChunk(ReadOnlyMemory<byte> pcm, long firstSample)
    {
        _pcm = pcm;
        _firstSample = firstSample;
    }

    /// <summary>The message's bytes.</summary>
    internal void WriteTo(IBufferWriter<byte> writer)
    {
        if (_whole is not null)
        {
            writer.Write(_whole);
            return;
        }
        var head = writer.GetSpan(32);
        var at = 0;
        head[at++] = ChunkTag;
        at += Varint(head[at..], (ulong)ChunkBytes());
        head[at++] = PcmTag;
        at += Varint(head[at..], (ulong)_pcm.Length);
        writer.Advance(at);
        writer.Write(_pcm.Span);
        var tail = writer.GetSpan(16);
        tail[0] = FirstSampleTag;
        writer.Advance(1 + Varint(tail[1..], (ulong)_firstSample));
    }

    private void Write(SerializationContext context)
    {
        var inner = ChunkBytes();
        context.SetPayloadLength(_whole?.Length ?? 1 + VarintLength((ulong)inner) + inner);
        WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private int ChunkBytes() =>
        1 + VarintLength((ulong)_pcm.Length) + _pcm.Length + 1 + VarintLength((ulong)_firstSample);

    private static int VarintLength(ulong value) => CodedOutputStream.ComputeUInt64Size(value);

    private static int Varint(Span<byte> into, ulong value)
    {
        var at = 0;
        for (; value >= 0x80; value >>= 7)
            into[at++] = (byte)(value | 0x80);
        into[at++] = (byte)value;
        return at;
    }
}
