using System.Globalization;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Where clients of this machine reach an endpoint.</summary>
public class AllocatedEndpoint(EndpointAnnotation endpoint, string address, int port, string? targetPortExpression = null)
{
    /// <summary>The endpoint that was allocated.</summary>
    public EndpointAnnotation Endpoint { get; } = endpoint;

    /// <summary>A host name or address.</summary>
    public string Address { get; } = address;

    /// <summary>The port that clients connect to.</summary>
    public int Port { get; } = port;

    /// <summary>The target port as the running system writes it; null when it equals <see cref="Port"/>.</summary>
    public string? TargetPortExpression { get; } = targetPortExpression;

    /// <summary>The scheme of the endpoint's address.</summary>
    public string UriScheme => Endpoint.UriScheme;

    /// <summary><c>host:port</c>.</summary>
    public string EndPointString => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");

    /// <summary><c>scheme://host:port</c>.</summary>
    public string UriString => $"{UriScheme}://{EndPointString}";

    /// <inheritdoc/>
    public override string ToString() => UriString;
}
