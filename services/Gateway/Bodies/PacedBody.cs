using System.Buffers;
using System.IO.Pipelines;
using Kws.Gateway.Http.Problems;
using Kws.ServiceDefaults.Calls;

namespace Kws.Gateway.Bodies;

/// <summary>A body that has to come at least as fast as a call's messages: <c>Calls:MinBytesPerSecond</c>, and
/// <c>Calls:MessageGrace</c> besides.</summary>
/// <param name="body">The request's.</param>
/// <param name="limits">How fast.</param>
/// <param name="timeProvider">The clock, which runs from now on.</param>
internal sealed class PacedBody(PipeReader body, CallLimitsOptions limits, TimeProvider timeProvider) : ReadOnlyStream
{
    private readonly long _started = timeProvider.GetTimestamp();
    private long _taken;

    /// <exception cref="SlowUploadException">It comes too slowly.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var left = limits.MessageGrace + TimeSpan.FromSeconds((double)_taken / limits.MinBytesPerSecond)
            - timeProvider.GetElapsedTime(_started);
        using var late = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, timeProvider);
        // Not by the token of the read, which would leave the connection's body as if it was read for ever.
        await using var ending = late.Token.Register(body.CancelPendingRead);
        var read = await body.ReadAsync(cancellationToken);
        while (read is { Buffer.IsEmpty: true, IsCompleted: false, IsCanceled: false })
        {
            body.AdvanceTo(read.Buffer.End);
            read = await body.ReadAsync(cancellationToken);
        }
        var taken = read.Buffer.Slice(0, Math.Min(buffer.Length, read.Buffer.Length));
        taken.CopyTo(buffer.Span);
        // The segments are another's once they are given back.
        var length = (int)taken.Length;
        body.AdvanceTo(taken.End);
        _taken += length;
        return length == 0 && read.IsCanceled
            ? throw new SlowUploadException(_taken, limits.MinBytesPerSecond, "Calls:MinBytesPerSecond")
            : length;
    }
}
