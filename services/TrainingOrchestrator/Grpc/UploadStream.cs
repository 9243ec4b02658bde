using Grpc.Core;
using Kws.ServiceDefaults.Errors;
using Kws.Training.V1;
using Kws.TrainingOrchestrator.DataSets.Archives;

namespace Kws.TrainingOrchestrator.Grpc;

/// <summary>The chunks of an upload as a stream of bytes.</summary>
/// <param name="requests">After the config.</param>
internal sealed class UploadStream(IAsyncStreamReader<ImportDataSetRequest> requests) : ForwardOnlyStream
{
    private ReadOnlyMemory<byte> _chunk;

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

    public override int Read(Span<byte> buffer) =>
        throw new NotSupportedException("an upload is read without blocking");
}
