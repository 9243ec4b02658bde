using System.Reflection;

namespace Aspire.Hosting.Orchestration;

/// <summary>Finds the assembly that a project's build made.</summary>
internal static class ProjectOutput
{
    /// <summary>The AppHost's build notes each referenced project's output under this prefix and the project's path.</summary>
    internal const string MetadataPrefix = "aspireprojectoutput:";

    /// <summary>The path of the assembly. Throws <see cref="DistributedApplicationException"/> when there is none.</summary>
    public static string Find(string projectPath, Assembly? appHost)
    {
        string? noted = appHost?.GetCustomAttributes<AssemblyMetadataAttribute>()
            .FirstOrDefault(metadata => metadata.Key == MetadataPrefix + projectPath)?.Value;
        string? output = noted is not null && File.Exists(noted) ? noted : Search(projectPath, appHost);
        return output ?? throw new DistributedApplicationException(
            $"The project '{projectPath}' has no build output. Build it: dotnet build {projectPath}");
    }

    // A project that the AppHost names by its path alone: the newest output, of the AppHost's own configuration when there is one.
    private static string? Search(string projectPath, Assembly? appHost)
    {
        string folder = Path.Combine(Path.GetDirectoryName(projectPath)!, "bin");
        if (!Directory.Exists(folder))
            return null;
        string configuration = appHost?.GetCustomAttribute<AssemblyConfigurationAttribute>()?.Configuration ?? "Debug";
        return Directory.EnumerateFiles(folder, Path.GetFileNameWithoutExtension(projectPath) + ".dll", SearchOption.AllDirectories)
            .Where(path => File.Exists(Path.ChangeExtension(path, ".runtimeconfig.json")))
            .OrderByDescending(path => path.Contains($"{Path.DirectorySeparatorChar}{configuration}{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .ThenByDescending(File.GetLastWriteTimeUtc)
            .FirstOrDefault();
    }
}
