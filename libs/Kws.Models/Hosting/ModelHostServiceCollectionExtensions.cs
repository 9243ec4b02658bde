using Kws.Contracts.Events;
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
    /// <paramref name="options"/>, unless another <see cref="IModelSource"/> was added before.
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
        services.TryAddSingleton<IModelSource>(provider =>
            new FolderModelSource(options(provider).Choice, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ModelHost<TModel>(
            provider.GetRequiredService<IModelSource>(),
            new ModelLoader<TModel>(folder => load(provider, folder), options(provider).LoadLimit),
            provider.GetServices<IModelListener>(),
            provider.GetRequiredService<ILogger<ModelHost<TModel>>>()));
        services.AddHostedService(provider => provider.GetRequiredService<ModelHost<TModel>>());
        services.AddHealthChecks().AddCheck<ModelHealthCheck<TModel>>("model");
        return services;
    }

    /// <summary>Tells <see cref="ModelActivated"/> and <see cref="ModelRejected"/> through the
    /// <see cref="IEventPublisher"/>.</summary>
    public static IServiceCollection AddModelEvents(this IServiceCollection services, ModelTask task) =>
        services.AddSingleton<IModelListener>(provider => new ModelEvents(
            task,
            provider.GetRequiredService<IEventPublisher>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<IHostEnvironment>()));
}
