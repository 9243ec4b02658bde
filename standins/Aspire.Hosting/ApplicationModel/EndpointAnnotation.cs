using System.Net.Sockets;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A named network endpoint of a resource.</summary>
public sealed class EndpointAnnotation : IResourceAnnotation
{
    private readonly TaskCompletionSource<AllocatedEndpoint> _allocated = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="protocol">TCP or UDP.</param>
    /// <param name="uriScheme">Such as <c>http</c>; null for the protocol's name.</param>
    /// <param name="transport">Such as <c>http2</c>; null for <c>http</c> on http endpoints and the protocol's name elsewhere.</param>
    /// <param name="name">Unique in the resource; null for the scheme.</param>
    /// <param name="port">What clients connect to; null for any free port.</param>
    /// <param name="targetPort">What the process listens on; null for any free port.</param>
    /// <param name="isExternal">Whether a deployment exposes it to the outside.</param>
    /// <param name="isProxied">Whether something may stand between clients and the process.</param>
    public EndpointAnnotation(
        ProtocolType protocol, string? uriScheme = null, string? transport = null, string? name = null,
        int? port = null, int? targetPort = null, bool? isExternal = null, bool isProxied = true)
    {
        Protocol = protocol;
        UriScheme = uriScheme ?? protocol.ToString().ToLowerInvariant();
        Transport = transport ?? (UriScheme is "http" or "https" ? "http" : protocol.ToString().ToLowerInvariant());
        Name = name ?? UriScheme;
        Port = port;
        TargetPort = targetPort;
        IsExternal = isExternal ?? false;
        IsProxied = isProxied;
    }

    /// <summary>Unique in the resource.</summary>
    public string Name { get; set; }

    /// <summary>TCP or UDP.</summary>
    public ProtocolType Protocol { get; set; }

    /// <summary>The port that clients connect to; null until allocated, unless it was asked for.</summary>
    public int? Port { get; set; }

    /// <summary>The port that the process listens on; null for any free port.</summary>
    public int? TargetPort { get; set; }

    /// <summary>The scheme of the endpoint's address.</summary>
    public string UriScheme { get; set; }

    /// <summary>The host that the process listens on; <c>localhost</c> by default.</summary>
    public string TargetHost { get; set; } = "localhost";

    /// <summary>Such as <c>http</c>, <c>http2</c> or <c>tcp</c>.</summary>
    public string Transport { get; set; }

    /// <summary>Whether a deployment exposes the endpoint to the outside.</summary>
    public bool IsExternal { get; set; }

    /// <summary>Whether something may stand between clients and the process.</summary>
    public bool IsProxied { get; set; }

    /// <summary>Where clients connect to; null until the application starts.</summary>
    public AllocatedEndpoint? AllocatedEndpoint
    {
        get;
        set
        {
            field = value;
            if (value is not null)
                _allocated.TrySetResult(value);
        }
    }

    /// <summary>The variable that tells the process its target port; null when no variable was named.</summary>
    internal string? TargetPortEnvironmentVariable { get; set; }

    /// <summary>Where each replica listens; one entry without replicas.</summary>
    internal IReadOnlyList<int> ReplicaPorts { get; set; } = [];

    /// <summary>Completes when the application allocated the endpoint.</summary>
    internal Task<AllocatedEndpoint> Allocated => _allocated.Task;
}
