using System.Globalization;
using System.Threading.Channels;
using Kws.ServiceDefaults.Errors;

namespace Kws.VisionInference.Streaming;

/// <summary>Responses on their way to a device that may read slowly. Bounded: whoever adds waits, up to a
/// limit.</summary>
internal sealed class ReadOutbox(int capacity, TimeSpan stallLimit, TimeProvider timeProvider)
{
    private readonly Channel<ReadEvent> _channel =
        Channel.CreateBounded<ReadEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });

    public ChannelReader<ReadEvent> Reader => _channel.Reader;

    /// <exception cref="LimitExceededException">The device left all unread for the limit.</exception>
    public async ValueTask AddAsync(ReadEvent response, CancellationToken cancellationToken)
    {
        if (_channel.Writer.TryWrite(response))
            return;
        using var stalled = new CancellationTokenSource(stallLimit, timeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            await _channel.Writer.WriteAsync(response, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new LimitExceededException("unread responses",
                string.Create(CultureInfo.InvariantCulture, $"{capacity} for {stallLimit.TotalSeconds:0.#} s"),
                    $"{capacity}");
        }
    }

    /// <summary>Nothing more is added; what waits is still read.</summary>
    /// <param name="fault">What ended the session early; null: nothing. Its reader gets it after all that
    /// waits.</param>
    public void Complete(Exception? fault = null) => _channel.Writer.TryComplete(fault);
}
