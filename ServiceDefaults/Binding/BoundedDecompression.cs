using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Grpc.Net.Compression;
using Kws.ServiceDefaults.Errors;

namespace Kws.ServiceDefaults.Binding;

/// <summary>Unpacks requests up to the size that a message may have, which a few bytes can exceed a
/// thousandfold.</summary>
internal sealed class BoundedDecompression(
    ICompressionProvider provider, GrpcServiceOptions options, MalformedRequests malformed) : ICompressionProvider
{
    // Asked late: services raise it after this was made.
    private long MostBytes => options.MaxReceiveMessageSize ?? int.MaxValue;

    private MalformedRequests Malformed => malformed;

    public string EncodingName => provider.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        provider.CreateCompressionStream(stream, compressionLevel);

    /// <exception cref="RpcException">From reading: the bytes are not of this encoding, or too many.</exception>
    public Stream CreateDecompressionStream(Stream stream) =>
        new Bounded(provider.CreateDecompressionStream(stream), this);

    private sealed class Bounded(Stream inner, BoundedDecompression owner) : Stream
    {
        private long _read;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => _read;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            try
            {
                var count = inner.Read(buffer);
                _read += count;
                if (_read > owner.MostBytes)
                    throw MalformedRequests.TooLong(owner.MostBytes);
                return count;
            }
            catch (InvalidDataException)
            {
                throw owner.Malformed.Refuse("(compressed)", "message", owner.EncodingName);
            }
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
