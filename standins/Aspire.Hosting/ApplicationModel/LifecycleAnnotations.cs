namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource waits for in another one.</summary>
public enum WaitType
{
    /// <summary>It runs, and its health checks pass when it has some.</summary>
    WaitUntilHealthy,

    /// <summary>It ended with a given exit code.</summary>
    WaitForCompletion,

    /// <summary>It runs.</summary>
    WaitUntilStarted,
}

/// <summary>Holds a resource back until another one is ready.</summary>
public class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0) : IResourceAnnotation
{
    /// <summary>The resource waited for.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What is waited for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as completion.</summary>
    public int ExitCode { get; } = exitCode;
}

/// <summary>A health check, registered under <see cref="Key"/>, that tells the resource's health.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name under which the check is registered.</summary>
    public string Key { get; } = key;
}

/// <summary>How many copies of the process run.</summary>
public class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>At least 0.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>The resource starts when a command says so, not with the application.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>How the resource's telemetry finds its collector.</summary>
internal sealed class OtlpExporterAnnotation(OtlpProtocol? protocol = null) : IResourceAnnotation
{
    public OtlpProtocol? RequiredProtocol { get; } = protocol;
}

/// <summary>A line between two resources for those who draw them.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type) : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Such as <c>Reference</c>, <c>WaitFor</c> or <c>Parent</c>.</summary>
    public string Type { get; } = type;
}
