namespace Aspire.Hosting;

/// <summary>How an application is built.</summary>
public sealed class DistributedApplicationOptions
{
    /// <summary>The command line; null for none.</summary>
    public string[]? Args { get; set; }

    /// <summary>The AppHost's assembly; null for the entry assembly.</summary>
    public string? AssemblyName { get; set; }

    /// <summary>Runs without dashboard.</summary>
    public bool DisableDashboard { get; set; }

    /// <summary>Writes the resources' console lines to the AppHost's log as well.</summary>
    public bool EnableResourceLogging { get; set; }

    /// <summary>Allows http for the dashboard and its services. The stand-in serves loopback http only.</summary>
    public bool AllowUnsecuredTransport { get; set; }

    /// <summary>The folder of the AppHost's project; null to take it from the assembly.</summary>
    public string? ProjectDirectory { get; set; }
}
