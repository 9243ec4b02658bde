using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.ServiceDefaults.Bus;

/// <summary>Says once, at the start, that there is no bus.</summary>
internal sealed class NoBusNotice(ILogger<NoBusNotice> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        BusLog.NoBus(logger);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
