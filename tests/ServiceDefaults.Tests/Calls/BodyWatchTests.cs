using System.IO.Pipelines;
using Kws.ServiceDefaults.Calls;
using Kws.ServiceDefaults.Errors;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Calls;

/// <summary>Reads that are broken off just when their client vanishes.</summary>
public sealed class BodyWatchTests : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly FakeTimeProvider _timeProvider = new();

    public static TheoryData<Exception> Resets =>
    [
        new IOException("The client reset the request stream."), new ConnectionAbortedException(),
        new ObjectDisposedException("body"),
    ];

    public void Dispose() => _services.Dispose();

    [Theory]
    [MemberData(nameof(Resets))]
    public void Timer_OfABodyWhoseClientVanished_DoesNotThrow(Exception reset)
    {
        using var watch = Watch(reset);
        watch.Begin(TimeSpan.FromSeconds(1), "idle", () => new TooLateException("next", TimeSpan.Zero, "Calls:Idle"));

        _timeProvider.Advance(TimeSpan.FromSeconds(2));

        Assert.NotNull(watch.Fault);
    }

    [Theory]
    [MemberData(nameof(Resets))]
    public void Break_OfABodyWhoseClientVanished_DoesNotThrow(Exception reset)
    {
        using var watch = Watch(reset);
        var fault = new InvalidOperationException();

        watch.Break(fault);

        Assert.Same(fault, watch.Fault);
    }

    private BodyWatch Watch(Exception reset) => new(new ResetBody(reset), _timeProvider, new CallRefusals(
        _services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), _timeProvider,
        NullLogger<CallRefusals>.Instance));

    // As Kestrel's body once its stream is reset.
    private sealed class ResetBody(Exception reset) : PipeReader
    {
        public override void AdvanceTo(SequencePosition consumed) => throw reset;

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => throw reset;

        public override void CancelPendingRead() => throw reset;

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => throw reset;

        public override bool TryRead(out ReadResult result) => throw reset;
    }
}
