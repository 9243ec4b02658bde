using Kws.Contracts.Events;
using Kws.Contracts.Registry;
using Kws.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Kws.Models;

/// <summary>Keeps a model in service.</summary>
public static class ModelHostServiceCollectionExtensions
{
    /// <summary>
    /// Adds <see cref="ModelHost{TModel}"/> and the health check <c>model</c>. The model comes from the folder of
    /// <paramref name="options"/>, or, where an <see cref="IModelRegistry"/> was added, from what it promotes; unless
    /// another <see cref="IModelSource"/> was added before.
    /// </summary>
    /// <param name="services">The service's parts.</param>
    /// <param name="options">Which model.</param>
    /// <param name="load">Verifies and loads a package's folder.</param>
    public static IServiceCollection AddModelHost<TModel>(
        this IServiceCollection services,
        Func<IServiceProvider, ModelHostOptions> options,
        Func<IServiceProvider, string, TModel> load)
        where TModel : class, IHostedModel
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
            ModelReplica.OfThisProcess(provider.GetRequiredService<IHostEnvironment>().ApplicationName));
        services.TryAddSingleton(provider => SourceOf(provider, options(provider)));
        services.AddSingleton(provider => new ModelHost<TModel>(
            provider.GetRequiredService<IModelSource>(),
            new ModelLoader<TModel>(folder => load(provider, folder), options(provider).LoadLimit),
            ListenersOf(provider),
            provider.GetRequiredService<ILogger<ModelHost<TModel>>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ModelHost<TModel>>());
        services.AddHealthChecks().AddCheck<ModelHealthCheck<TModel>>("model");
        return services;
    }

    /// <summary>
    /// Adds <see cref="TrialHost{TModel}"/>, for a service that has a model host: where an <see cref="ITrialRegistry"/>
    /// was added, what it wants listens beside the model that serves.
    /// </summary>
    /// <param name="services">The service's parts.</param>
    /// <param name="options">Which model serves.</param>
    /// <param name="load">Verifies and loads a package's folder.</param>
    /// <param name="sumsOf">What was heard in a trial so far; null: nothing.</param>
    public static IServiceCollection AddTrials<TModel>(
        this IServiceCollection services,
        Func<IServiceProvider, ModelHostOptions> options,
        Func<IServiceProvider, string, TModel> load,
        Func<IServiceProvider, string, TrialSums?> sumsOf)
        where TModel : class, IHostedModel
    {
        services.AddSingleton(provider =>
        {
            var timeProvider = provider.GetRequiredService<TimeProvider>();
            var (choice, registry) = (options(provider).Choice, options(provider).Registry);
            return new TrialHost<TModel>(
                new TrialParts<TModel>(
                    choice.Task,
                    provider.GetService<ITrialRegistry>(),
                    new PackageCache(registry.CacheFolder, provider.GetRequiredService<IObjectStore>, timeProvider),
                    new ModelLoader<TModel>(folder => load(provider, folder), options(provider).LoadLimit),
                    registry.Watch,
                    trialId => sumsOf(provider, trialId)),
                provider.GetRequiredService<ModelReplica>(),
                timeProvider,
                provider.GetRequiredService<ILogger<TrialHost<TModel>>>());
        });
        return services.AddHostedService(provider => provider.GetRequiredService<TrialHost<TModel>>());
    }

    /// <summary>Tells <see cref="ModelActivated"/> and <see cref="ModelRejected"/> through the
    /// <see cref="IEventPublisher"/>.</summary>
    public static IServiceCollection AddModelEvents(this IServiceCollection services, ModelTask task) =>
        services.AddSingleton<IModelListener>(provider => new ModelEvents(
            task,
            provider.GetRequiredService<IEventPublisher>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ModelReplica>()));

    private static IModelSource SourceOf(IServiceProvider provider, ModelHostOptions options)
    {
        var timeProvider = provider.GetRequiredService<TimeProvider>();
        var shipped = new FolderModelSource(options.Choice, timeProvider);
        return provider.GetService<IModelRegistry>() is { } registry
            ? new RegistryModelSource(
                options.Choice.Task,
                provider.GetRequiredService<ModelReplica>(),
                registry,
                new PackageCache(
                    options.Registry.CacheFolder, provider.GetRequiredService<IObjectStore>, timeProvider),
                shipped,
                options.Registry.Watch,
                timeProvider,
                provider.GetRequiredService<ILogger<RegistryModelSource>>())
            : shipped;
    }

    private static IEnumerable<IModelListener> ListenersOf(IServiceProvider provider)
    {
        var listeners = provider.GetServices<IModelListener>();
        return provider.GetRequiredService<IModelSource>() is IModelListener source
            ? listeners.Append(source)
            : listeners;
    }
}
