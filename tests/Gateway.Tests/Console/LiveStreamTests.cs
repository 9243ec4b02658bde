using Kws.Gateway.Console;
using Kws.Gateway.Console.Live;
using Kws.ServiceDefaults.Errors;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kws.Gateway.Tests.Console;

/// <summary>Streams that are watched.</summary>
public sealed class LiveStreamTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public async Task Show_WatcherIsSlow_DropsTheOldestAndWaitsForNobody()
    {
        using var stream = Streams(isLive: true).Begin("listen", "kitchen");
        await using var watcher = await WatchAsync(stream, "ann");

        for (var i = 0; i < 100; i++)
            stream.Show(new LiveMoment(Word: $"{i}"));
        stream.Dispose();

        List<string?> seen = [];
        do
            seen.Add(watcher.Current.Word);
        while (await watcher.MoveNextAsync().WithTimeout());
        Assert.Equal("99", seen[^1]);
        Assert.InRange(seen.Count, 2, 10);
    }

    [Fact]
    public async Task Watch_BeginsAndEnds_TellsTheDeviceBoth()
    {
        using var stream = Streams(isLive: true).Begin("listen", "kitchen");
        await using var told = stream.WatchersAsync(CancellationToken.None).GetAsyncEnumerator();
        Assert.False(stream.IsWatched);

        var watcher = await WatchAsync(stream, "ann");
        Assert.True(await told.MoveNextAsync().WithTimeout());
        Assert.Equal("ann", told.Current);
        Assert.True(stream.IsWatched);

        await watcher.DisposeAsync();
        Assert.True(await told.MoveNextAsync().WithTimeout());
        Assert.Equal("", told.Current);
        Assert.False(stream.IsWatched);
    }

    [Fact]
    public async Task Watch_MoreThanAllowed_IsRefused()
    {
        using var stream = Streams(isLive: true, maxWatchers: 1).Begin("listen", "kitchen");
        await using var first = await WatchAsync(stream, "ann");

        await Assert.ThrowsAsync<LimitExceededException>(() => WatchAsync(stream, "ben"));
    }

    [Fact]
    public async Task Pictures_OfAFastCamera_AreDueFiveTimesASecond()
    {
        using var stream = Streams(isLive: true).Begin("signs", "door");
        Assert.False(stream.IsPictureDue);
        await using var watcher = await WatchAsync(stream, "ann");

        stream.Show(new LiveMoment(Picture: [1]));
        Assert.False(stream.IsPictureDue);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.True(stream.IsPictureDue);
    }

    [Fact]
    public void Streams_AreListedWhileTheyLastAndOnlyWhereItIsSwitchedOn()
    {
        var streams = Streams(isLive: true);
        var stream = streams.Begin("listen", "kitchen");
        Assert.Equal(stream, Assert.Single(streams.Open));
        stream.Dispose();
        Assert.Empty(streams.Open);

        var off = Streams(isLive: false);
        using var unseen = off.Begin("listen", "kitchen");
        Assert.Empty(off.Open);
    }

    private LiveStreams Streams(bool isLive, int maxWatchers = 4) =>
        new(Options.Create(new ConsoleOptions { Live = isLive, MaxWatchers = maxWatchers }), _time);

    // Watching begins with the first look, which needs something to see.
    private static async Task<IAsyncEnumerator<LiveMoment>> WatchAsync(LiveStream stream, string by)
    {
        var watcher = stream.WatchAsync(by, CancellationToken.None).GetAsyncEnumerator();
        var first = watcher.MoveNextAsync();
        stream.Show(new LiveMoment(Word: "first"));
        Assert.True(await first.WithTimeout());
        return watcher;
    }
}
