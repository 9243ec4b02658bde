using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Orchestration;

/// <summary>Decides what process stands for a replica.</summary>
internal sealed class LaunchPlanner(
    EnvironmentComposer composer, ContainerEngine engine, LocalState state, Assembly? appHost, ILogger<LaunchPlanner> logger)
{
    public async Task<LaunchSpec> PlanAsync(IResource resource, int replica, string instanceId, ConsoleLog log, CancellationToken cancellationToken)
    {
        ComposedEnvironment environment = await composer.ComposeAsync(resource, replica, instanceId, cancellationToken).ConfigureAwait(false);
        return resource switch
        {
            ProjectResource project => Project(project, environment),
            ExecutableResource executable => new LaunchSpec(Command(executable), environment.Arguments, executable.WorkingDirectory)
            {
                Environment = environment.Variables,
                SecretVariables = environment.Secrets,
            },
            ContainerResource container => await ServerAsync(container, instanceId, environment, log, cancellationToken).ConfigureAwait(false),
            _ => throw new DistributedApplicationException($"{resource} cannot be started."),
        };
    }

    private LaunchSpec Project(ProjectResource project, ComposedEnvironment environment)
    {
        if (!project.TryGetLastAnnotation(out IProjectMetadata? metadata))
            throw new DistributedApplicationException($"The project resource '{project.Name}' names no project file.");
        string assembly = ProjectOutput.Find(metadata.ProjectPath, appHost);
        return new LaunchSpec(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
            ["exec", assembly, .. environment.Arguments], Path.GetDirectoryName(metadata.ProjectPath)!)
        {
            Environment = environment.Variables,
            SecretVariables = environment.Secrets,
        };
    }

    // As in a shell: a command with a folder in it is relative to the working directory.
    private static string Command(ExecutableResource executable) => executable.Command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        ? Path.GetFullPath(executable.Command, executable.WorkingDirectory)
        : executable.Command;

    private async Task<LaunchSpec> ServerAsync(
        ContainerResource resource, string instanceId, ComposedEnvironment environment, ConsoleLog log, CancellationToken cancellationToken)
    {
        ILocalServer? server = resource.TryGetLastAnnotation(out LocalServerAnnotation? local) ? local.Server : null;
        if (await engine.ProgramAsync().WaitAsync(cancellationToken).ConfigureAwait(false) is { } program)
        {
            OrchestrationLog.ServerSource(logger, resource.Name, $"a container of {Path.GetFileName(program)}");
            return ContainerEngine.Command(program, resource, instanceId, environment);
        }

        if (server is null)
            throw new DistributedApplicationException(
                $"Container '{resource.Name}': no container engine answers. Start Docker or Podman (ASPIRE_CONTAINER_RUNTIME chooses one).");
        if (!server.IsInstalled)
            throw new DistributedApplicationException(
                $"{server.DisplayName}: no connection string '{resource.Name}', no container engine answers, no `{server.Program}` found; " +
                $"{server.InstallAdvice}, start Docker or Podman, or set ConnectionStrings__{resource.Name} to a running server.");
        OrchestrationLog.ServerSource(logger, resource.Name, $"the locally installed {server.DisplayName}, data in {state.FolderFor(resource.Name)}");
        LaunchSpec spec = await server.PrepareAsync(new LocalServerContext(state.FolderFor(resource.Name), environment, log), cancellationToken).ConfigureAwait(false);
        return spec with { SecretVariables = environment.Secrets };
    }
}
