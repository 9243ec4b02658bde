using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Orchestration;

/// <summary>One replica of a resource while the application runs.</summary>
internal interface IResourceInstance
{
    /// <summary>Unique among all replicas of all resources.</summary>
    string Id { get; }

    /// <summary>What it is a replica of.</summary>
    IResource Resource { get; }

    /// <summary>Starts it, once its dependencies are ready. Nothing happens when it is started.</summary>
    void Start();

    /// <summary>Ends it. Nothing happens when it has ended.</summary>
    Task StopAsync();
}
