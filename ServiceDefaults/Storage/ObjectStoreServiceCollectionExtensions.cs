using Kws.ServiceDefaults.Settings;
using Kws.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Kws.ServiceDefaults.Storage;

/// <summary>Adds the object store.</summary>
public static class ObjectStoreServiceCollectionExtensions
{
    /// <summary>Adds the <see cref="IObjectStore"/> of section <c>Storage</c>; several parts of a service may ask for
    /// it. That there is none is a fault at start.</summary>
    /// <param name="services">The service's parts.</param>
    /// <param name="neededBy">The setting that needs it, for the fault: "Recording:Enabled is true".</param>
    public static IServiceCollection AddObjectStore(this IServiceCollection services, string neededBy)
    {
        if (!services.Any(service => service.ServiceType == typeof(IObjectStore)))
            services.AddStore(options => options.Open());
        return services.AddSingleton<IValidateOptions<ObjectStoreOptions>>(new NeededStoreValidator(neededBy));
    }

    /// <summary>Adds the <see cref="IObjectStore"/> of section <c>Storage</c>, or another where that names
    /// none.</summary>
    /// <param name="services">The service's parts.</param>
    /// <param name="whenNone">Opens the other.</param>
    public static IServiceCollection AddObjectStore(this IServiceCollection services, Func<IObjectStore> whenNone) =>
        services.AddStore(options => options.IsConfigured ? options.Open() : whenNone());

    private static IServiceCollection AddStore(
        this IServiceCollection services, Func<ObjectStoreOptions, IObjectStore> open)
    {
        services.AddSettings<ObjectStoreOptions, ObjectStoreOptionsValidator>(ObjectStoreOptions.Section);
        return services.AddSingleton(
            provider => open(provider.GetRequiredService<IOptions<ObjectStoreOptions>>().Value));
    }
}

/// <summary>What needs a store cannot go without one.</summary>
internal sealed class NeededStoreValidator(string neededBy) : IValidateOptions<ObjectStoreOptions>
{
    public ValidateOptionsResult Validate(string? name, ObjectStoreOptions options) => options.IsConfigured
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail(
            $"{neededBy} and there is no object store; set Storage:Directory or Storage:S3:Bucket");
}
