using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The address of one replica, past whatever balances between them.</summary>
internal sealed class ReplicaAddress(EndpointReference endpoint, int replica) : IManifestExpressionProvider, IValueProvider
{
    public string ValueExpression => endpoint.ValueExpression;

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        AllocatedEndpoint allocated = await endpoint.Annotation.Allocated.WaitAsync(cancellationToken).ConfigureAwait(false);
        return string.Create(CultureInfo.InvariantCulture, $"{allocated.UriScheme}://{allocated.Address}:{endpoint.Annotation.ReplicaPorts[replica]}");
    }
}
