using Google.Protobuf;
using Grpc.Core;
using Kws.Contracts;
using Kws.Training.V1;

namespace Kws.Cli.Training;

/// <summary>Bytes that become the chunks of an import. Ended by <see cref="FlushAsync"/>.</summary>
/// <param name="requests">After the config.</param>
/// <param name="onSent">Hears how many bytes were sent in all.</param>
internal sealed class ArchiveUpload(IClientStreamWriter<ImportDataSetRequest> requests, Action<long> onSent) : Stream
{
    private const int ChunkBytes = 128 * 1024;
    private readonly byte[] _chunk = new byte[ChunkBytes];
    private int _filled;
    private long _sent;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => _sent + _filled;
        set => throw new NotSupportedException();
    }

    public override async ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            var taken = Math.Min(buffer.Length, ChunkBytes - _filled);
            buffer[..taken].CopyTo(_chunk.AsMemory(_filled));
            buffer = buffer[taken..];
            _filled += taken;
            if (_filled == ChunkBytes)
                await FlushAsync(cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_filled == 0)
            return;
        await requests.WriteOrLeaveAsync(
            new ImportDataSetRequest { Chunk = ByteString.CopyFrom(_chunk, 0, _filled) }, cancellationToken);
        _sent += _filled;
        _filled = 0;
        onSent(_sent);
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("an upload is written without blocking");

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
