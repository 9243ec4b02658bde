using Kws.TrainingOrchestrator.DataSets.Importing;

namespace Kws.TrainingOrchestrator.DataSets.Archives;

/// <summary>Reads another stream up to a limit.</summary>
/// <param name="inner">Stays the caller's.</param>
/// <param name="limit">In bytes.</param>
/// <param name="what">What is limited, such as "the archive".</param>
/// <param name="onRead">Hears of every read's bytes.</param>
internal sealed class CountingStream(Stream inner, long limit, string what, Action<int>? onRead = null)
    : ForwardOnlyStream
{
    private long _read;

    /// <exception cref="DataSetRefusedException">There is more than the limit.</exception>
    public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

    /// <inheritdoc cref="Read(Span{byte})"/>
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        Count(await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false));

    private int Count(int read)
    {
        _read += read;
        onRead?.Invoke(read);
        return _read <= limit
            ? read
            : throw new DataSetRefusedException("", $"{what} has more than {limit} bytes, the server's limit");
    }
}
