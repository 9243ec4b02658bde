using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Orchestration;

/// <summary>Asks every replica: healthy when all answer with the status, degraded when some do.</summary>
internal sealed class HttpHealthCheck(EndpointReference endpoint, string path, int statusCode) : IHealthCheck
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
    {
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
    };

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (endpoint.Annotation.AllocatedEndpoint is not { } allocated)
            return HealthCheckResult.Unhealthy("The endpoint is not allocated.");
        IReadOnlyList<int> ports = endpoint.Annotation.ReplicaPorts;
        string?[] faults = await Task.WhenAll(ports.Select(port => AskAsync(allocated, port, cancellationToken))).ConfigureAwait(false);
        string[] found = [.. faults.OfType<string>()];
        if (found.Length == 0)
            return HealthCheckResult.Healthy();
        return found.Length == ports.Count
            ? HealthCheckResult.Unhealthy(found[0])
            : HealthCheckResult.Degraded($"{ports.Count - found.Length} of {ports.Count} replicas are healthy: {found[0]}");
    }

    private async Task<string?> AskAsync(AllocatedEndpoint allocated, int port, CancellationToken cancellationToken)
    {
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"{allocated.UriScheme}://{allocated.Address}:{port}/{path.TrimStart('/')}"));
        try
        {
            using HttpResponseMessage response = await Client.GetAsync(address, cancellationToken).ConfigureAwait(false);
            return (int)response.StatusCode == statusCode ? null : $"GET {address} answered {(int)response.StatusCode} instead of {statusCode}.";
        }
        catch (HttpRequestException e)
        {
            return $"GET {address} failed: {e.Message}";
        }
        catch (OperationCanceledException)
        {
            return $"GET {address} did not answer within {Timeout.TotalSeconds} s.";
        }
    }
}
