using System.Globalization;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace Kws.ServiceDefaults.Endpoints;

/// <summary>Adds a port to wherever the configuration says that the service listens.</summary>
internal static class FurtherAddress
{
    private const string KestrelEndpoints = "Kestrel:Endpoints";
    private const string DefaultAddress = "http://localhost:5000";

    /// <summary>
    /// ASP.NET Core takes the first of these that is set, and no other: <c>Kestrel:Endpoints</c>, <c>urls</c>,
    /// <c>HTTP_PORTS</c> with <c>HTTPS_PORTS</c>, its default. The port is added to that one, on the same interface, so
    /// that whoever can reach the service can probe it.
    /// </summary>
    public static void AddTo(IConfiguration configuration, int port)
    {
        var portText = port.ToString(CultureInfo.InvariantCulture);
        var urls = configuration[WebHostDefaults.ServerUrlsKey];
        var httpPorts = configuration[WebHostDefaults.HttpPortsKey];
        if (configuration.GetSection(KestrelEndpoints).GetChildren().FirstOrDefault() is { } endpoint)
            configuration[$"{KestrelEndpoints}:Port{portText}:Url"] =
                $"http://{HostOf(endpoint["Url"] ?? DefaultAddress)}:{portText}";
        else if (!string.IsNullOrEmpty(urls))
            configuration[WebHostDefaults.ServerUrlsKey] = $"{urls};http://{HostOf(urls.Split(';', 2)[0])}:{portText}";
        else if (!string.IsNullOrEmpty(httpPorts)
            || !string.IsNullOrEmpty(configuration[WebHostDefaults.HttpsPortsKey]))
            configuration[WebHostDefaults.HttpPortsKey] = string.IsNullOrEmpty(httpPorts)
                ? portText
                : $"{httpPorts};{portText}";
        else
            configuration[WebHostDefaults.ServerUrlsKey] = $"{DefaultAddress};http://localhost:{portText}";
    }

    private static string HostOf(string address)
    {
        var binding = BindingAddress.Parse(address);
        return binding.IsUnixPipe || binding.IsNamedPipe ? "localhost" : binding.Host;
    }
}

/// <summary>Where health is told.</summary>
/// <param name="Number">The port of <c>HEALTH_PORT</c>, and no other; null: wherever the service listens.</param>
/// <param name="IsForHealthAlone">Nothing else is answered there, for what else the service answers speaks
/// HTTP/2.</param>
internal sealed record HealthPort(int? Number, bool IsForHealthAlone)
{
    public bool Tells(int localPort) => Number is null || Number == localPort;
}
