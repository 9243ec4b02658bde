using System.Net.Sockets;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.ResourceService;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Starts the dashboard beside the resources and tells them where to send their telemetry.</summary>
internal sealed class DashboardLauncher(
    DistributedApplicationOptions options, IConfiguration configuration, IHostEnvironment environment, Assembly appHost,
    TelemetryTarget telemetry, ResourceNotificationService notifications, ResourceCommandService commands, ProcessServices services,
    ILogger<DistributedApplication> logger) : IAsyncDisposable
{
    /// <summary>The AppHost's build notes the dashboard's assembly under this name.</summary>
    internal const string PathMetadata = "aspiredashboardpath";

    /// <summary>The dashboard is no resource of the application, but runs as one.</summary>
    internal const string ResourceName = "aspire-dashboard";

    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private ProcessInstance? _dashboard;
    private ResourceServiceHost? _resourceService;
    private Task _announcing = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.DisableDashboard || configuration.GetValue("AppHost:DisableDashboard", false))
            return;
        string? assembly = appHost.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(metadata => metadata.Key == PathMetadata)?.Value;
        if (assembly is null || !File.Exists(assembly))
        {
            DistributedApplicationLog.NoDashboard(logger, assembly is null ? "the AppHost's build names none" : $"'{assembly}' does not exist");
            return;
        }

        var addresses = new DashboardAddresses(configuration);
        telemetry.GrpcEndpoint = Address(addresses.OtlpGrpc);
        telemetry.HttpEndpoint = Address(addresses.OtlpHttp);
        telemetry.ApiKey = addresses.OtlpApiKey;
        _resourceService = new ResourceServiceHost(
            notifications, services.Logs, commands.Orchestrator, environment.ApplicationName, addresses.ResourceServiceApiKey);
        await _resourceService.StartAsync(addresses.ResourceService.Port, cancellationToken).ConfigureAwait(false);
        StartProcess(assembly, addresses);
        _announcing = AnnounceAsync(addresses, _stop.Token);
    }

    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _announcing.ConfigureAwait(false);
        if (_dashboard is not null)
            await _dashboard.StopAsync().ConfigureAwait(false);
        if (_resourceService is not null)
            await _resourceService.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private void StartProcess(string assembly, DashboardAddresses addresses)
    {
        var resource = new ExecutableResource(ResourceName, "dotnet", Path.GetDirectoryName(assembly)!);
        resource.Annotations.Add(new CommandLineArgsCallbackAnnotation(args =>
        {
            args.Add("exec");
            args.Add(assembly);
        }));
        resource.Annotations.Add(new EnvironmentCallbackAnnotation(context => Describe(addresses, context.EnvironmentVariables)));
        // An endpoint makes it a server, which starts again whenever it ends.
        resource.Annotations.Add(new EndpointAnnotation(ProtocolType.Tcp, "http", port: addresses.Frontend.Port) { ReplicaPorts = [addresses.Frontend.Port] });
        var publisher = new StatePublisher(resource, ResourceName, notifications, services.Time, services.Logger);
        _dashboard = new ProcessInstance(resource, 0, ResourceName, publisher, services);
        _dashboard.Start();
    }

    private void Describe(DashboardAddresses addresses, Dictionary<string, object> variables)
    {
        variables["ASPNETCORE_URLS"] = Address(addresses.Frontend);
        variables["ASPNETCORE_ENVIRONMENT"] = environment.EnvironmentName;
        variables["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Address(addresses.OtlpGrpc);
        variables["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = Address(addresses.OtlpHttp);
        variables["ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"] = Address(addresses.ResourceService);
        variables["DASHBOARD__FRONTEND__AUTHMODE"] = "BrowserToken";
        variables["DASHBOARD__FRONTEND__BROWSERTOKEN"] = addresses.BrowserToken;
        variables["DASHBOARD__OTLP__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__OTLP__PRIMARYAPIKEY"] = addresses.OtlpApiKey;
        variables["DASHBOARD__RESOURCESERVICECLIENT__AUTHMODE"] = "ApiKey";
        variables["DASHBOARD__RESOURCESERVICECLIENT__APIKEY"] = addresses.ResourceServiceApiKey;
    }

    private async Task AnnounceAsync(DashboardAddresses addresses, CancellationToken stop)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(StartPatience);
        try
        {
            while (!await AnswersAsync(addresses.Frontend, patience.Token).ConfigureAwait(false))
                await Task.Delay(TimeSpan.FromMilliseconds(100), services.Time, patience.Token).ConfigureAwait(false);
            DistributedApplicationLog.DashboardLogin(logger, $"{Address(addresses.Frontend)}/login?t={addresses.BrowserToken}");
        }
        catch (OperationCanceledException)
        {
            if (!stop.IsCancellationRequested)
                DistributedApplicationLog.NoDashboard(logger, $"it does not listen on {Address(addresses.Frontend)}");
        }
    }

    private static async Task<bool> AnswersAsync(Uri address, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address.Host, address.Port, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Address(Uri address) => address.GetLeftPart(UriPartial.Authority);
}
