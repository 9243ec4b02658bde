using System.Buffers;

namespace Grpc.Core;

/// <summary>Collects one message in memory for <see cref="Marshaller{T}.Serializer"/>.</summary>
internal sealed class ArraySerializationContext : SerializationContext
{
    private readonly ArrayBufferWriter<byte> _written = new();
    private byte[]? _payload;

    public byte[] Payload => _payload ?? throw new InvalidOperationException("the serializer did not complete the message");

    public override IBufferWriter<byte> GetBufferWriter() => _written;

    public override void Complete(byte[] payload) => _payload = payload;

    public override void Complete() => _payload = _written.WrittenSpan.ToArray();
}

/// <summary>Hands one message from memory to a deserializer.</summary>
internal sealed class ArrayDeserializationContext(byte[] payload) : DeserializationContext
{
    public override int PayloadLength => payload.Length;

    public override byte[] PayloadAsNewBuffer() => payload.AsSpan().ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(payload);
}
