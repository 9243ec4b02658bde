using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;

// Says of a resource that it needs no certificate; Aspire has no other word for it yet.
#pragma warning disable ASPIRECERTIFICATES001

namespace Kws.AppHost.Supervision;

/// <summary>
/// Where nothing is served by https, nothing needs a development certificate: without this, Aspire asks for one that is
/// trusted, with a red bar on every page of the dashboard.
/// </summary>
internal sealed class PlainHttp : IDistributedApplicationEventingSubscriber
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
            IResource[] resources = [.. starting.Model.Resources];
            if (!resources.SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>())
                .Any(endpoint => endpoint.UriScheme == "https"))
            {
                foreach (var resource in resources)
                    resource.Annotations.Add(new HttpsCertificateAnnotation { UseDeveloperCertificate = false });
            }

            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }
}
