using Kws.ServiceDefaults.Draining;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace Kws.ServiceDefaults.Tests.Draining;

public sealed class DrainingServiceTests
{
    private readonly FakeTimeProvider _timeProvider = new();

    [Fact]
    public async Task Stop_CallThatEndsWithTheSignal_LingersForItsStatus()
    {
        var options = new DrainOptions();
        var calls = new CallsInFlight();
        using var lifetime = new Lifetime();
        using var draining = new DrainingService(lifetime, calls, Options.Create(options), _timeProvider,
            NullLogger<DrainingService>.Instance);
        var call = calls.Begin();
        await using var ending = draining.Draining.Register(() => call.Dispose());

        // As SIGTERM does: the signal comes before the host stops its services.
        lifetime.StopApplication();
        var stopping = draining.StoppingAsync(CancellationToken.None);

        Assert.Equal(0, calls.Count);
        Assert.False(stopping.IsCompleted);
        _timeProvider.Advance(options.Linger);
        await stopping.WithTimeout();
    }

    private sealed class Lifetime : IHostApplicationLifetime, IDisposable
    {
        private readonly CancellationTokenSource _stopping = new();

        public CancellationToken ApplicationStarted => CancellationToken.None;

        public CancellationToken ApplicationStopping => _stopping.Token;

        public CancellationToken ApplicationStopped => CancellationToken.None;

        public void StopApplication() => _stopping.Cancel();

        public void Dispose() => _stopping.Dispose();
    }
}
