using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;

namespace Kws.AppHost.Supervision;

/// <summary>Ports that somebody asked for by number.</summary>
internal static class WishedPorts
{
    /// <summary>The port that <c>Ports:NAME</c> asks for; null: none.</summary>
    /// <exception cref="DistributedApplicationException">It is no port.</exception>
    public static int? Read(IConfiguration configuration, string resource)
    {
        if (configuration[$"Ports:{resource}"] is not { Length: > 0 } text)
            return null;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port)
            && port is > 0 and <= IPEndPoint.MaxPort
            ? port
            : throw new DistributedApplicationException(
                $"Ports:{resource}: '{text}' is not a port; allowed: 1 to {Text(IPEndPoint.MaxPort)}");
    }

    /// <summary>
    /// Fails before anything starts when another program listens on one of them: a proxy that cannot listen would be a
    /// line in a log, and the resource would never answer.
    /// </summary>
    /// <exception cref="DistributedApplicationException">Names every taken port, whose it is and what to
    /// do.</exception>
    public static Task CheckAsync(DistributedApplicationModel model, IConfiguration configuration)
    {
        // Tests ask for free ports instead.
        if (configuration.GetValue("DcpPublisher:RandomizePorts", false))
            return Task.CompletedTask;
        string[] taken =
        [
            .. from resource in model.Resources
               from endpoint in resource.Annotations.OfType<EndpointAnnotation>()
               where endpoint.Port is { } port && !IsFree(port)
               select $"port {Text(endpoint.Port!.Value)} of {resource.Name} is taken by another program: end that, " +
                   $"or choose another with --Ports:{NameOf(resource, endpoint)}=PORT",
            .. from key in (string[])["ASPNETCORE_URLS", "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL",
                "ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL", "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"]
               from address in (configuration[key] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries)
               where Uri.TryCreate(address, UriKind.Absolute, out _) && new Uri(address) is { Port: > 0 }
                   && !IsFree(new Uri(address).Port)
               select $"port {Text(new Uri(address).Port)} of the dashboard ({key}) is taken by another program: " +
                   $"end that, or set another",
        ];
        return taken.Length == 0
            ? Task.CompletedTask
            : throw new DistributedApplicationException(string.Join(Environment.NewLine, taken.Distinct()));
    }

    // A resource's usual endpoint is asked for by the resource's name.
    private static string NameOf(IResource resource, EndpointAnnotation endpoint) =>
        endpoint.Name is "http" or "https" ? resource.Name : $"{resource.Name}-{endpoint.Name}";

    /// <summary>Whether this process could listen there on loopback.</summary>
    internal static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
