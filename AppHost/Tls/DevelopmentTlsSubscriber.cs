using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Logging;

// Which certificate a resource shows is new in Aspire.
#pragma warning disable ASPIRECERTIFICATES001

namespace Kws.AppHost.Tls;

/// <summary>Before the start: each resource shows the certificate that it was told, not one that Aspire makes files of,
/// and the log tells which file clients trust.</summary>
internal sealed partial class DevelopmentTlsSubscriber(
    DevelopmentCertificate certificate, ILogger<DevelopmentTlsSubscriber> logger)
    : IDistributedApplicationEventingSubscriber
{
    // A subscriber, not a handler of the builder: the dashboard's own resource is added in this event before it comes
    // here.
    public Task SubscribeAsync(
        IDistributedApplicationEventing eventing,
        DistributedApplicationExecutionContext executionContext,
        CancellationToken cancellationToken)
    {
        eventing.Subscribe<BeforeStartEvent>((starting, _) =>
        {
            foreach (var resource in starting.Model.Resources)
                resource.Annotations.Add(new HttpsCertificateAnnotation { UseDeveloperCertificate = false });
            Serving(logger, certificate.Path);
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    [LoggerMessage(EventName = "DevelopmentTls", Level = LogLevel.Information,
        Message = "Devices and browsers are served by TLS; the certificate for clients to trust: {File}")]
    private static partial void Serving(ILogger logger, string file);
}
