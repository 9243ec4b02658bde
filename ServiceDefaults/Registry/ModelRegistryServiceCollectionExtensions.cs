using Kws.Contracts.Registry;
using Kws.ServiceDefaults.Clients;
using Kws.ServiceDefaults.Storage;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Kws.ServiceDefaults.Registry;

/// <summary>Lets the training orchestrator decide which model a service serves.</summary>
public static class ModelRegistryServiceCollectionExtensions
{
    private const string AddressKey = "Models:Registry:Address";

    /// <summary>Adds <see cref="IModelRegistry"/>, <see cref="ITrialRegistry"/> and the object store of the packages,
    /// where <c>Models:Registry:Address</c> is set.</summary>
    public static IServiceCollection AddModelRegistry(this IServiceCollection services, IConfiguration configuration)
    {
        // What is no address is told at start, with all other faults.
        if (AddressOf(configuration) is not { } address)
            return services;
        services.AddMeshClient<Kws.Training.V1.Training.TrainingClient>(address.ToString());
        services.AddSingleton<MeshModelRegistry>();
        services.AddSingleton<IModelRegistry>(provider => provider.GetRequiredService<MeshModelRegistry>());
        services.AddSingleton<ITrialRegistry>(provider => provider.GetRequiredService<MeshModelRegistry>());
        return services.AddObjectStore($"{AddressKey} is set");
    }

    /// <summary>Adds the consumer that hears promotions, where <c>Models:Registry:Address</c> is set. Each process has
    /// a queue of its own, which goes with it: all of them are to hear.</summary>
    public static void AddModelOrders(this IBusRegistrationConfigurator bus, IConfiguration configuration)
    {
        if (AddressOf(configuration) is null)
            return;
        bus.AddConsumer<ModelOrderConsumer>().Endpoint(endpoint =>
        {
            endpoint.InstanceId = $"-{Guid.NewGuid():N}";
            endpoint.Temporary = true;
        });
    }

    private static Uri? AddressOf(IConfiguration configuration) =>
        Uri.TryCreate(configuration[AddressKey], UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https"
            ? address
            : null;
}
