using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Orchestration;
using Aspire.Hosting.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting;

/// <summary>An application ready to run, or to be published.</summary>
public class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly EntryPointInterception? _interception;
    private int _isStarted;

    /// <summary>Wraps the host that the builder made.</summary>
    public DistributedApplication(IHost host)
        : this(host, interception: null)
    {
    }

    internal DistributedApplication(IHost host, EntryPointInterception? interception)
    {
        _host = host;
        _interception = interception;
    }

    /// <summary>The AppHost's own services.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>Knows the state of every resource.</summary>
    public ResourceNotificationService ResourceNotifications => Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Starts, ends and restarts resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins the description of an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <summary>Begins the description of an application; the arguments are part of its configuration.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) => CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <summary>Begins the description of an application.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options) => EntryPointInterception.Create(options);

    /// <summary>Runs the application until Ctrl+C or SIGTERM, or writes its manifest.</summary>
    public virtual void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_interception is { } interception)
        {
            // A test runs the application; its entry point only waits for the end.
            await interception.WaitForEndAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await RunOrPublishAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DistributedApplicationException e)
        {
            // Something for whoever started it to put right: words, not a crash.
            await Console.Error.WriteLineAsync(e.Message).ConfigureAwait(false);
            Environment.ExitCode = 1;
        }
    }

    private async Task RunOrPublishAsync(CancellationToken cancellationToken)
    {
        if (!Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            await HostingAbstractionsHostExtensions.RunAsync(this, cancellationToken).ConfigureAwait(false);
            return;
        }

        await Services.GetRequiredService<ManifestPublisher>().PublishAsync(cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Starts the resources; it does not wait until they run.</summary>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var logger = Services.GetRequiredService<ILogger<DistributedApplication>>();
        DistributedApplicationLog.Starting(logger);
        Volatile.Write(ref _isStarted, 1);
        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
        DistributedApplicationLog.Started(logger);
    }

    /// <summary>Ends the resources.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _isStarted, 0) == 1 ? _host.StopAsync(cancellationToken) : Task.CompletedTask;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends the resources if nobody did, and frees everything.</summary>
    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync().ConfigureAwait(false);
        else
            _host.Dispose();
        _interception?.End();
        GC.SuppressFinalize(this);
    }
}

internal static partial class DistributedApplicationLog
{
    [LoggerMessage(1, LogLevel.Information, "Distributed application starting.")]
    public static partial void Starting(ILogger logger);

    [LoggerMessage(2, LogLevel.Information, "Distributed application started. Press Ctrl+C to shut down.")]
    public static partial void Started(ILogger logger);

    [LoggerMessage(3, LogLevel.Information, "Application host directory is: {Folder}")]
    public static partial void Folder(ILogger logger, string folder);

    [LoggerMessage(4, LogLevel.Information, "Login to the dashboard at {Address}")]
    public static partial void DashboardLogin(ILogger logger, string address);

    [LoggerMessage(5, LogLevel.Warning, "The dashboard does not run: {Reason}")]
    public static partial void NoDashboard(ILogger logger, string reason);
}
