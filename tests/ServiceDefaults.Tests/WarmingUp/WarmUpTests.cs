using System.Diagnostics;
using System.Diagnostics.Metrics;
using Kws.ServiceDefaults.WarmingUp;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Tests.WarmingUp;

public sealed class WarmUpTests : IDisposable
{
    private readonly RecordingLoggerProvider _logs = new();
    private readonly Work _work = new();
    private IHost? _host;

    public void Dispose() => _host?.Dispose();

    [Fact]
    public async Task Start_WarmUpRuns_WaitsForItsEnd()
    {
        var starting = StartAsync("00:01:00");
        await _work.Begun.Task.WithTimeout();
        Assert.False(starting.IsCompleted);

        _work.End.SetResult();
        await starting.WithTimeout();

        Assert.Contains(_logs.Lines, line => line.Event.Name == "WarmedUp");
    }

    [Fact]
    public async Task Start_WarmUpHangs_GoesOnAfterTheLimit()
    {
        await StartAsync("00:00:00.2").WithTimeout();

        Assert.True(_work.Token.IsCancellationRequested);
        Assert.Contains(_logs.Lines, line => line.Event.Name == "NotWarmedUp");
    }

    [Fact]
    public async Task Start_WarmUpFails_GoesOnAndSaysWhy()
    {
        _work.End.SetException(new InvalidOperationException("no features came"));

        await StartAsync("00:01:00").WithTimeout();

        Assert.Contains(_logs.Lines, line =>
            line.Event.Name == "NotWarmedUp" && line.Message.Contains("no features came", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_LimitIsZero_DoesNotWarmUp()
    {
        await StartAsync("00:00:00").WithTimeout();

        Assert.False(_work.Begun.Task.IsCompleted);
    }

    [Fact]
    public async Task Start_WarmUpRuns_ItsSpansAreNotExported()
    {
        _work.End.SetResult();

        await StartAsync("00:01:00").WithTimeout();

        Assert.NotNull(_work.Current);
        Assert.False(_work.Current.Recorded);
    }

    [Fact]
    public void UnheardMeters_ListenerOfOurMeters_HearsNothing()
    {
        using var factory = new UnheardMeterFactory();
        using var listener = new MeterListener();
        var wasHeard = false;
        listener.InstrumentPublished = (instrument, _) => wasHeard |= instrument.Name == "kws.unheard"
            && instrument.Meter.Name.StartsWith("Kws.", StringComparison.Ordinal);
        listener.Start();

        factory.Create("Kws.Something").CreateCounter<int>("kws.unheard").Add(1);

        Assert.False(wasHeard);
    }

    private Task StartAsync(string limit)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Configuration.AddInMemoryCollection([KeyValuePair.Create("WarmUp:Limit", (string?)limit)]);
        builder.Logging.ClearProviders().AddProvider(_logs);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(_work);
        builder.Services.AddWarmUp<Worker>();
        _host = builder.Build();
        return _host.StartAsync();
    }

    private sealed class Work
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Token { get; set; }

        public Activity? Current { get; set; }
    }

    // Heeds no token.
    private sealed class Worker(Work work) : IWarmUp
    {
        public Task RunAsync(CancellationToken cancellationToken)
        {
            (work.Token, work.Current) = (cancellationToken, Activity.Current);
            work.Begun.SetResult();
            return work.End.Task;
        }
    }
}
