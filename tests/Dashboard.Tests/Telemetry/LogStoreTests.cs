using Kws.Dashboard.Live;
using Kws.Dashboard.Telemetry;
using Kws.Dashboard.Telemetry.Logs;
using Microsoft.Extensions.Logging;
using static Kws.Dashboard.Tests.Telemetry.TestSpans;

namespace Kws.Dashboard.Tests.Telemetry;

public class LogStoreTests
{
    [Fact]
    public void Add_BeyondTheLimit_OldestGo()
    {
        LogStore store = Store(limit: 100);
        store.Add(Enumerable.Range(0, 1000).Select(number => Log(number)));
        (IReadOnlyList<LogEntry> entries, int total) = store.Find(new LogFilter(), 1000);
        Assert.Equal(100, total);
        Assert.Equal(Enumerable.Range(901, 100).Select(number => (long)number), entries.Select(entry => entry.Number));
        Assert.Null(store.Get(900));
        Assert.NotNull(store.Get(901));
    }

    [Fact]
    public void Find_MoreThanAskedFor_NewestByTimeAndTheWholeCount()
    {
        LogStore store = Store();
        store.Add([Log(5), Log(1), Log(9)]);
        (IReadOnlyList<LogEntry> entries, int total) = store.Find(new LogFilter(), 2);
        Assert.Equal(3, total);
        Assert.Equal(["message 5", "message 9"], entries.Select(entry => entry.Message));
    }

    [Theory]
    [InlineData("MESSAGE 2", 1)]
    [InlineData("color=red", 2)]
    [InlineData("color=green", 0)]
    [InlineData("blu", 1)]
    [InlineData("nothing=blue", 0)]
    [InlineData("category", 3)]
    public void Find_Text_LooksAtMessageCategoryAndAttributes(string text, int expected)
    {
        LogStore store = Store();
        store.Add([
            Log(1, LogLevel.Error, "message", KeyValuePair.Create("color", "red")),
            Log(2, LogLevel.Information, "message", KeyValuePair.Create("color", "dark red")),
            Log(3, LogLevel.Debug, "message", KeyValuePair.Create("color", "blue")),
        ]);
        Assert.Equal(expected, store.Find(new LogFilter(Text: text), 10).Total);
    }

    [Fact]
    public void Find_LevelAndService_AreMet()
    {
        LogStore store = Store();
        store.Add([Log(1, LogLevel.Error), Log(2, LogLevel.Warning), Log(3) with { Source = new TelemetrySource("other", "", AttributeList.Empty) }]);
        Assert.Equal(2, store.Find(new LogFilter(MinimumLevel: LogLevel.Warning), 10).Total);
        Assert.Equal(1, store.Find(new LogFilter(Service: "other"), 10).Total);
        Assert.Equal(2, store.Find(new LogFilter(Service: "service|i"), 10).Total);
        Assert.Equal(1, store.ErrorsByService()["service"]);
    }

    [Fact]
    public async Task Add_SomebodyWaits_IsTold()
    {
        var changes = new ChangeFeed();
        var store = new LogStore(new TelemetryLimits(), changes);
        long seen = changes.Version(Topic.Logs);
        Task told = changes.WaitAsync(Topic.Logs, seen, CancellationToken.None);
        Assert.False(told.IsCompleted);
        store.Add([Log(1)]);
        await told.WithTimeout();
        await changes.WaitAsync(Topic.Logs, seen, CancellationToken.None).WithTimeout();
    }

    private static LogStore Store(int limit = 1000) => new(new TelemetryLimits { MaxLogCount = limit }, new ChangeFeed());
}
