using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>What the AppHost knows of a project; the AppHost's build makes one class a project.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The absolute path of the project file.</summary>
    string ProjectPath { get; }

    /// <summary>The project's launch profiles; null to read them from its folder.</summary>
    LaunchSettings? LaunchSettings => null;

    /// <summary>Whether the project needs no build before it starts.</summary>
    bool SuppressBuild => false;
}
