using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A resource whose endpoints others find under its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
