using System.Collections.Concurrent;
using Microsoft.Extensions.Options;

namespace Kws.Gateway.Console.Live;

/// <summary>The streams through the gateway's sockets, for those who may watch them. Without <c>Console:Live</c> there
/// are none.</summary>
internal sealed class LiveStreams(IOptions<ConsoleOptions> options, TimeProvider timeProvider)
{
    private readonly ConcurrentDictionary<string, LiveStream> _open = new();

    public bool IsEnabled => options.Value.Live;

    /// <summary>The oldest first.</summary>
    public IReadOnlyList<LiveStream> Open => [.. _open.Values.OrderBy(stream => stream.StartedAt)];

    /// <summary>Null: it has ended.</summary>
    public LiveStream? Find(string id) => _open.GetValueOrDefault(id);

    /// <summary>A stream begins; disposing it ends it.</summary>
    /// <param name="kind"><c>listen</c> or <c>signs</c>.</param>
    /// <param name="deviceId">Whose it is.</param>
    public LiveStream Begin(string kind, string deviceId)
    {
        var most = options.Value.MaxWatchers;
        if (!IsEnabled)
            return new LiveStream(kind, deviceId, most, timeProvider, close: null);
        var stream = new LiveStream(kind, deviceId, most, timeProvider, ended => _open.TryRemove(ended.Id, out _));
        _open[stream.Id] = stream;
        return stream;
    }
}
