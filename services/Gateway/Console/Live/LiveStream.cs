using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Kws.ServiceDefaults.Errors;

namespace Kws.Gateway.Console.Live;

/// <summary>A device's stream that may be watched. It is never slowed down: what watchers do not take is dropped.
/// Nothing of it is kept.</summary>
internal sealed class LiveStream : IDisposable
{
    private const int MostMoments = 8;
    private static readonly TimeSpan s_pictureEvery = TimeSpan.FromMilliseconds(200);

    private readonly Lock _lock = new();
    private readonly Channel<string> _names = Channel.CreateBounded<string>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly int _maxWatchers;
    private readonly TimeProvider _timeProvider;
    private readonly Action<LiveStream>? _close;
    private ImmutableArray<Watcher> _watchers = [];
    private long _picturedAt;

    /// <param name="kind"><c>listen</c> or <c>signs</c>.</param>
    /// <param name="deviceId">Whose it is.</param>
    /// <param name="maxWatchers">How many may watch it at a time.</param>
    /// <param name="timeProvider">The clock of pictures.</param>
    /// <param name="close">Called once at its end; null: it is not on the list.</param>
    public LiveStream(
        string kind, string deviceId, int maxWatchers, TimeProvider timeProvider, Action<LiveStream>? close)
    {
        (Kind, DeviceId, _maxWatchers, _timeProvider, _close) = (kind, deviceId, maxWatchers, timeProvider, close);
        StartedAt = timeProvider.GetUtcNow();
    }

    public string Id { get; } = Guid.NewGuid().ToString("N");

    public string Kind { get; }

    public string DeviceId { get; }

    public DateTimeOffset StartedAt { get; }

    /// <summary>Whether anybody looks; if not, there is nothing to show.</summary>
    public bool IsWatched => !_watchers.IsEmpty;

    /// <summary>Whether a picture is due: watchers get five a second.</summary>
    public bool IsPictureDue => IsWatched && _timeProvider.GetElapsedTime(_picturedAt) >= s_pictureEvery;

    /// <summary>Shows it to whoever watches.</summary>
    public void Show(LiveMoment moment)
    {
        if (moment.Picture is not null)
            _picturedAt = _timeProvider.GetTimestamp();
        foreach (var (_, moments) in _watchers)
            moments.Writer.TryWrite(moment);
    }

    /// <summary>Who watches, between commas, each time that it changes; empty: nobody.</summary>
    public IAsyncEnumerable<string> WatchersAsync(CancellationToken cancellationToken) =>
        _names.Reader.ReadAllAsync(cancellationToken);

    /// <summary>What it shows from now on, until it ends.</summary>
    /// <param name="by">Who watches; the device is told.</param>
    /// <param name="cancellationToken">Ends the watching.</param>
    /// <exception cref="LimitExceededException">Enough watch it already.</exception>
    public async IAsyncEnumerable<LiveMoment> WatchAsync(
        string by, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var moments = Channel.CreateBounded<LiveMoment>(
            new BoundedChannelOptions(MostMoments) { FullMode = BoundedChannelFullMode.DropOldest });
        Change(watchers => watchers.Length < _maxWatchers
            ? watchers.Add(new Watcher(by, moments))
            : throw new LimitExceededException("watchers of a stream", Text(watchers.Length + 1), Text(_maxWatchers)));
        try
        {
            await foreach (var moment in moments.Reader.ReadAllAsync(cancellationToken))
                yield return moment;
        }
        finally
        {
            Change(watchers => watchers.RemoveAll(watcher => watcher.Moments == moments));
        }
    }

    public void Dispose()
    {
        _close?.Invoke(this);
        lock (_lock)
        {
            _names.Writer.TryComplete();
            foreach (var (_, moments) in _watchers)
                moments.Writer.TryComplete();
        }
    }

    private static string Text(int count) => count.ToString(CultureInfo.InvariantCulture);

    private void Change(
        Func<ImmutableArray<Watcher>, ImmutableArray<Watcher>> change)
    {
        lock (_lock)
        {
            _watchers = change(_watchers);
            _names.Writer.TryWrite(string.Join(", ", _watchers.Select(watcher => watcher.By).Distinct()));
        }
    }

    private sealed record Watcher(string By, Channel<LiveMoment> Moments);
}
