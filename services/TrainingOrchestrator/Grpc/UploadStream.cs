using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>The chunks of an upload as a stream of bytes.</summary>
/// <param name="requests">After the config.</param>
internal sealed class UploadStream(IAsyncStreamReader<ImportDataSetRequest> requests) : Stream
{
    private ReadOnlyMemory<byte> _chunk;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <exception cref="InvalidRequestException">A message that is no chunk.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (_chunk.IsEmpty)
        {
            if (!await requests.MoveNext(cancellationToken).ConfigureAwait(false))
                return 0;
            if (requests.Current.BodyCase != ImportDataSetRequest.BodyOneofCase.Chunk)
                throw new InvalidRequestException("body", requests.Current.BodyCase, "chunk, after the config");
            _chunk = requests.Current.Chunk.Memory;
        }

        var count = Math.Min(buffer.Length, _chunk.Length);
        _chunk[..count].CopyTo(buffer);
        _chunk = _chunk[count..];
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException("an upload is read without blocking");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
