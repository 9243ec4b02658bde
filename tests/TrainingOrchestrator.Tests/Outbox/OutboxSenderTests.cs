using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using Kws.TrainingOrchestrator.Outbox;
using Kws.TrainingOrchestrator.Tests.Jobs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Kws.TrainingOrchestrator.Tests.Outbox;

public sealed class OutboxSenderTests : JobTestBase
{
    [Fact]
    public async Task StoredEvents_BusAwayThenBack_ArriveInTheirOrderAndAreGone()
    {
        var bus = new StagedBus { Away = true };
        using var sender = Sender(bus);
        await sender.StartAsync(CancellationToken.None).WithTimeout();
        for (var i = 0; i < 3; i++)
            await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        await AdvanceUntilAsync(() => bus.Refused > 0);
        Assert.Equal(3, (await EventsAsync()).Count);

        bus.Away = false;
        await AdvanceUntilAsync(() => bus.Told.Count == 3);

        var jobs = (await Store.ListAsync(10, [], CancellationToken.None).WithTimeout()).Select(job => job.Id).Order();
        Assert.Equal(jobs, bus.Told.OfType<TrainingJobChanged>().Select(told => told.JobId).Order());
        await AdvanceUntilAsync(() => EventsAsync().GetAwaiter().GetResult().Count == 0);
        await sender.StopAsync(CancellationToken.None).WithTimeout();
    }

    [Fact]
    public async Task StoredEvents_TwoReplicas_AreSentByOneUntilItIsGone()
    {
        StagedBus first = new(), second = new();
        using var one = Sender(first);
        await one.StartAsync(CancellationToken.None).WithTimeout();
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        await AdvanceUntilAsync(() => first.Told.Count == 1);
        using var two = Sender(second);
        await two.StartAsync(CancellationToken.None).WithTimeout();
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        await AdvanceUntilAsync(() => first.Told.Count == 2);
        Assert.Empty(second.Told);

        await one.StopAsync(CancellationToken.None).WithTimeout();
        await Store.AddAsync(NewJob(), CancellationToken.None).WithTimeout();
        await AdvanceUntilAsync(() => second.Told.Count == 1);
        await two.StopAsync(CancellationToken.None).WithTimeout();
    }

    private OutboxSender Sender(StagedBus bus) => new(
        Databases, bus, new OutboxSignal(), new Replica(), Clock, NullLogger<OutboxSender>.Instance);

    // The sender looks again by the clock.
    private async Task AdvanceUntilAsync(Func<bool> reached)
    {
        for (var i = 0; i < 500 && !reached(); i++)
        {
            Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }

        Assert.True(reached());
    }

    private sealed class StagedBus : IConfirmedEvents
    {
        private readonly Lock _gate = new();
        private readonly List<IMeshEvent> _told = [];
        private int _refused;

        public volatile bool Away;

        public int Refused => Volatile.Read(ref _refused);

        public IReadOnlyList<IMeshEvent> Told
        {
            get
            {
                lock (_gate)
                    return [.. _told];
            }
        }

        public Task PublishAsync(IMeshEvent meshEvent, CancellationToken cancellationToken)
        {
            if (Away)
            {
                Interlocked.Increment(ref _refused);
                throw new TimeoutException("the bus is away");
            }

            lock (_gate)
                _told.Add(meshEvent);
            return Task.CompletedTask;
        }
    }
}
