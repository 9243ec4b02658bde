using Kws.Contracts.Events;
using Kws.ServiceDefaults.Bus;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.Documentation.Tests.Samples;

/// <summary>Of docs/events.md.</summary>
internal static class ConsumerSample
{
    public static void Add(WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SeenEvents>();
        builder.AddEventBus(bus => bus.AddConsumer<GreetingConsumer>());
    }
}

internal sealed class GreetingConsumer(SeenEvents seen) : IdempotentConsumer<KeywordDetected>(seen)
{
    protected override Task ConsumeOnceAsync(KeywordDetected heard, CancellationToken cancellationToken) =>
        Console.Out.WriteLineAsync($"{heard.DeviceId} said {heard.Label}");
}
