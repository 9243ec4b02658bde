using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

// What Aspire knows of development certificates is new.
#pragma warning disable ASPIRECERTIFICATES001

namespace Kws.AppHost.Tls;

/// <summary>The switch <c>Tls</c>: whether devices and browsers reach the mesh by TLS.</summary>
internal static class DevelopmentTlsBuilderExtensions
{
    private const string Setting = "Tls";

    private static readonly TimeSpan s_healthPatience = TimeSpan.FromSeconds(5);

    /// <summary>Whether <c>Tls</c> is <c>Development</c>: whatever devices and browsers reach shows the
    /// <see cref="DevelopmentCertificate"/>. Never of a manifest: a deployment has certificates of its own.</summary>
    /// <exception cref="DistributedApplicationException"><c>Tls</c> says something else than that or
    /// <c>Off</c>.</exception>
    public static bool ServesTls(this IDistributedApplicationBuilder builder) =>
        builder.Configuration[Setting] switch
        {
            null or "" => false,
            var told when told.Equals("Off", StringComparison.OrdinalIgnoreCase) => false,
            var told when told.Equals("Development", StringComparison.OrdinalIgnoreCase) =>
                builder.ExecutionContext.IsRunMode,
            var other => throw new DistributedApplicationException(
                $"{Setting}: '{other}' is not known; allowed: Off, Development"),
        };

    /// <summary>Has Aspire trust the certificate and tell where it is.</summary>
    public static IDistributedApplicationBuilder AddDevelopmentTls(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ServesTls())
            return builder;
        var certificate = DevelopmentCertificate.For(builder);
        builder.Services.AddSingleton<IDeveloperCertificateService>(_ => new KeptCertificateService(certificate));
        builder.Services.AddEventingSubscriber<DevelopmentTlsSubscriber>();
        builder.Services.AddSingleton(certificate);
        return builder;
    }

    /// <summary>Has the dashboard, which inherits the variables, show the certificate, and the server in this process
    /// that it asks for the state of resources; the services have settings of their own. For the process that runs the
    /// application, not for one that looks at it.</summary>
    public static void ShowDevelopmentCertificate(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ServesTls())
            return;
        var certificate = DevelopmentCertificate.For(builder);
        Environment.SetEnvironmentVariable("Kestrel__Certificates__Default__Path", certificate.Path);
        Environment.SetEnvironmentVariable("Kestrel__Certificates__Default__KeyPath", certificate.KeyPath);
    }

    /// <summary>The service's https addresses show the certificate.</summary>
    public static IResourceBuilder<ProjectResource> WithDevelopmentTls(this IResourceBuilder<ProjectResource> service)
    {
        if (!service.ApplicationBuilder.ServesTls())
            return service;
        var certificate = DevelopmentCertificate.For(service.ApplicationBuilder);
        return service
            .WithEnvironment("Tls__Certificate", certificate.Path)
            .WithEnvironment("Tls__Key", certificate.KeyPath);
    }

    /// <summary>The <c>kws</c> of a device trusts the certificate.</summary>
    public static IResourceBuilder<T> TrustsDevelopmentTls<T>(this IResourceBuilder<T> device)
        where T : IResourceWithEnvironment =>
        device.ApplicationBuilder.ServesTls()
            ? device.WithEnvironment("KWS_CA", DevelopmentCertificate.For(device.ApplicationBuilder).Path)
            : device;

    /// <summary>Whether <c>/health</c> answers on an https endpoint. Aspire's own check trusts the system's
    /// certificates alone.</summary>
    public static IResourceBuilder<ProjectResource> WithHttpsHealthCheck(
        this IResourceBuilder<ProjectResource> service, EndpointReference endpoint)
    {
        var key = $"{service.Resource.Name}_https_check";
        var certificate = DevelopmentCertificate.For(service.ApplicationBuilder);
        service.ApplicationBuilder.Services.AddHealthChecks().AddAsyncCheck(key, async cancellationToken =>
        {
            using var http = new HttpClient(certificate.TrustingHandler()) { Timeout = s_healthPatience };
            try
            {
                using var answer = await http.GetAsync(new Uri($"{endpoint.Url}/health"), cancellationToken);
                return answer.IsSuccessStatusCode
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy($"it answers {(int)answer.StatusCode}");
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException
                or InvalidOperationException)
            {
                return HealthCheckResult.Unhealthy(e.Message);
            }
        });
        return service.WithHealthCheck(key);
    }
}
