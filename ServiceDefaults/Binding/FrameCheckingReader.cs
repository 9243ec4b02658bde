using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Microsoft.AspNetCore.Http.Features;

namespace Kws.ServiceDefaults.Binding;

/// <summary>The body of a gRPC request, whose reader takes whole frames: the begin of each is checked.</summary>
/// <param name="body">The body as it came.</param>
/// <param name="refuse">Makes what is thrown at a frame that is none.</param>
/// <remarks>A frame is one byte, 0 or 1 for compressed, the length in four bytes, big-endian, and the message
/// (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md). What the server itself throws at others is an
/// error in its log.</remarks>
internal sealed class FrameCheckingReader(PipeReader body, Func<RpcException> refuse)
    : PipeReader, IRequestBodyPipeFeature
{
    public PipeReader Reader => this;

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        var read = body.ReadAsync(cancellationToken);
        return read.IsCompletedSuccessfully
            ? ValueTask.FromResult(Checked(read.Result))
            : CheckedAsync(read);
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!body.TryRead(out result))
            return false;
        result = Checked(result);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => body.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) =>
        body.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => body.CancelPendingRead();

    public override void Complete(Exception? exception = null) => body.Complete(exception);

    private async ValueTask<ReadResult> CheckedAsync(ValueTask<ReadResult> read) =>
        Checked(await read.ConfigureAwait(false));

    private ReadResult Checked(ReadResult result)
    {
        var reader = new SequenceReader<byte>(result.Buffer);
        // A length that begins with a set bit is none: it has 31.
        if ((reader.TryRead(out var kind) && kind > 1) || (reader.TryRead(out var length) && length > sbyte.MaxValue))
        {
            body.AdvanceTo(result.Buffer.Start, result.Buffer.End);
            throw refuse();
        }
        return result;
    }
}
