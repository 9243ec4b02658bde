using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <inheritdoc cref="IDistributedApplicationBuilder"/>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private const string ProjectDirectoryMetadata = "apphostprojectpath";

    private readonly HostApplicationBuilder _inner;
    private readonly DistributedApplicationOptions _options;
    private bool _isBuilt;

    internal DistributedApplicationBuilder(DistributedApplicationOptions options, HostApplicationBuilderSettings settings, Assembly? appHost)
    {
        _options = options;
        AppHostAssembly = options.AssemblyName is { } name ? Assembly.Load(name) : appHost;
        AppHostDirectory = options.ProjectDirectory ?? DirectoryOf(AppHostAssembly) ?? Directory.GetCurrentDirectory();
        settings.ApplicationName ??= AppHostAssembly?.GetName().Name;
        settings.ContentRootPath ??= Directory.Exists(AppHostDirectory) ? AppHostDirectory : null;
        _inner = new HostApplicationBuilder(settings);
        _inner.Configuration.AddCommandLine(options.Args ?? [], new Dictionary<string, string>
        {
            ["--publisher"] = ManifestPublisher.PublisherKey,
            ["--output-path"] = ManifestPublisher.OutputPathKey,
            ["--operation"] = "AppHost:Operation",
        });
        ExecutionContext = new DistributedApplicationExecutionContext(Operation(_inner.Configuration));
        AddServices();
    }

    /// <inheritdoc/>
    public ConfigurationManager Configuration => _inner.Configuration;

    /// <inheritdoc/>
    public string AppHostDirectory { get; }

    /// <inheritdoc/>
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc/>
    public IHostEnvironment Environment => _inner.Environment;

    /// <inheritdoc/>
    public IServiceCollection Services => _inner.Services;

    /// <inheritdoc/>
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc/>
    public IResourceCollection Resources { get; } = new ResourceCollection();

    internal EntryPointInterception? Interception { get; init; }

    /// <inheritdoc/>
    public IResourceBuilder<T> AddResource<T>(T resource) where T : IResource
    {
        Resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc/>
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource) where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc/>
    public DistributedApplication Build() => Interception is null ? BuildNow() : Interception.Build(this, BuildNow);

    private DistributedApplication BuildNow()
    {
        if (_isBuilt)
            throw new InvalidOperationException("Build can only be called once.");
        _isBuilt = true;
        foreach (IResource dependency in Resources.SelectMany(Dependencies.Of))
            if (!Resources.Contains(dependency))
                throw new DistributedApplicationException($"The resource '{dependency.Name}' is waited for but was not added to the application.");
        return new DistributedApplication(_inner.Build(), Interception);
    }

    private void AddServices()
    {
        _inner.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
        // A start that fails is told by Run, in the words of who failed.
        _inner.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        // A check that fails is shown as the resource's health, not as an error of the AppHost.
        _inner.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        _inner.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
        });
        IServiceCollection services = _inner.Services;
        services.AddHealthChecks();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMinutes(2));
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(_options);
        services.AddSingleton(ExecutionContext);
        services.AddSingleton(new DistributedApplicationModel(Resources));
        services.AddSingleton(_ => new ResourceNotificationService());
        services.AddSingleton(provider => new ResourceLoggerService(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ResourceCommandService(provider.GetRequiredService<Orchestrator>));
        services.AddSingleton<ManifestPublisher>();
        services.AddSingleton(_ => LocalState.For(this));
        services.AddSingleton(provider => new Lifeline(
            provider.GetRequiredService<LocalState>() is { IsTemporary: true } state ? state.Folder : null, provider.GetRequiredService<ILogger<Lifeline>>()));
        services.AddSingleton<TelemetryTarget>();
        services.AddSingleton<ContainerEngine>();
        services.AddSingleton<EnvironmentComposer>();
        services.AddSingleton<Dependencies>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<LaunchPlanner>(provider, AppHostAssembly ?? Assembly.GetExecutingAssembly()));
        services.AddSingleton<ProcessServices>();
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<DashboardLauncher>(provider, AppHostAssembly ?? Assembly.GetExecutingAssembly()));
        services.AddSingleton<Orchestrator>();
        services.AddHostedService(provider => provider.GetRequiredService<Orchestrator>());
        services.AddHostedService<LauncherWatch>();
    }

    private static DistributedApplicationOperation Operation(IConfiguration configuration) =>
        configuration[ManifestPublisher.PublisherKey] is not null || "publish".Equals(configuration["AppHost:Operation"], StringComparison.OrdinalIgnoreCase)
            ? DistributedApplicationOperation.Publish
            : DistributedApplicationOperation.Run;

    private static string? DirectoryOf(Assembly? appHost) => appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
        .FirstOrDefault(metadata => metadata.Key.Equals(ProjectDirectoryMetadata, StringComparison.OrdinalIgnoreCase))?.Value;
}
