using System.Buffers;
using System.Buffers.Text;
using Kws.Gateway.Bodies;

namespace Kws.Gateway.Proxying;

/// <summary>What a body in base64 says: segments, each of which may end in padding, as gRPC-Web's text form sends
/// them.</summary>
internal sealed class Base64Body(Stream encoded) : ReadOnlyStream
{
    private const int QuadBytes = 4;
    private const int TripleBytes = 3;
    private const byte Padding = (byte)'=';

    private readonly byte[] _pending = new byte[4096];
    private int _pendingBytes;
    private byte[] _rest = [];

    /// <exception cref="BadHttpRequestException">It is not base64, or ends within four characters.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_rest.Length == 0)
        {
            var read = await encoded.ReadAsync(_pending.AsMemory(_pendingBytes), cancellationToken);
            if (read == 0)
                return _pendingBytes == 0 ? 0 : throw Malformed();
            _pendingBytes += read;
            _rest = Decode();
        }
        var taken = Math.Min(buffer.Length, _rest.Length);
        _rest.AsSpan(0, taken).CopyTo(buffer.Span);
        _rest = _rest[taken..];
        return taken;
    }

    // Whole quads alone; padding ends a segment, and what follows begins another.
    private byte[] Decode()
    {
        var decoded = new ArrayBufferWriter<byte>(_pending.Length);
        var left = _pending.AsSpan(0, _pendingBytes - _pendingBytes % QuadBytes);
        var rest = _pendingBytes % QuadBytes;
        while (left.Length > 0)
        {
            var segment = SegmentBytes(left);
            var space = decoded.GetSpan(segment / QuadBytes * TripleBytes);
            if (Base64.DecodeFromUtf8(left[..segment], space, out _, out var written) != OperationStatus.Done)
                throw Malformed();
            decoded.Advance(written);
            left = left[segment..];
        }
        _pending.AsSpan(_pendingBytes - rest, rest).CopyTo(_pending);
        _pendingBytes = rest;
        return decoded.WrittenSpan.ToArray();
    }

    private static int SegmentBytes(ReadOnlySpan<byte> quads)
    {
        var padding = quads.IndexOf(Padding);
        return padding < 0 ? quads.Length : (padding / QuadBytes + 1) * QuadBytes;
    }

    private static BadHttpRequestException Malformed() => new("body: not base64 in whole quads");
}
