using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Kws.AppHost.Supervision;

/// <summary>What happens to a resource of this machine that ends by itself, and to all of them at the end.</summary>
internal static class SupervisionBuilderExtensions
{
    // Every tier of services may use its whole drain time, one after the other.
    private static readonly TimeSpan s_shutdownTimeout = OrderedStop.MostPerTier * 4;

    /// <summary>A crashed resource starts again, a taken port is told before anything starts, and the end goes in
    /// order.</summary>
    public static IDistributedApplicationBuilder AddSupervision(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsRunMode)
            return builder;
        // The AppHost ends last: whoever waits for it finds no process, port or folder of the mesh in use.
        builder.Configuration["DcpPublisher:WaitForResourceCleanup"] ??= "true";
        builder.Eventing.Subscribe<BeforeStartEvent>((starting, _) =>
            WishedPorts.CheckAsync(starting.Model, builder.Configuration));
        builder.Services.AddEventingSubscriber<PlainHttp>();
        // What is added last stops first: nothing starts again any more, then all ends in order, then Aspire goes.
        builder.Services.AddHostedService<OrderedStop>();
        builder.Services.AddHostedService<Restarter>();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = s_shutdownTimeout);
        return builder;
    }

    /// <summary>It starts again after it failed (exit code other than 0) without having been stopped.</summary>
    public static IResourceBuilder<T> RestartsWhenItFails<T>(this IResourceBuilder<T> builder) where T : IResource =>
        builder.WithAnnotation(new RestartAnnotation(AlsoAfterSuccess: false));

    /// <summary>It starts again after any end, unless it was stopped: a server that is gone helps nobody.</summary>
    public static IResourceBuilder<T> RestartsWhenItEnds<T>(this IResourceBuilder<T> builder) where T : IResource =>
        builder.WithAnnotation(new RestartAnnotation(AlsoAfterSuccess: true));
}
