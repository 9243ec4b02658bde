using System.Diagnostics;
using System.Globalization;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting.Orchestration;

/// <summary>Docker or Podman, when one of them answers.</summary>
internal sealed class ContainerEngine(IConfiguration configuration)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Lazy<Task<string?>> _engine = new(() => FindAsync(
        configuration["ASPIRE_CONTAINER_RUNTIME"] ?? configuration["DOTNET_ASPIRE_CONTAINER_RUNTIME"]));

    /// <summary>The engine's program; null when no engine answers. ASPIRE_CONTAINER_RUNTIME narrows the choice ("none" forbids it).</summary>
    public Task<string?> ProgramAsync() => _engine.Value;

    /// <summary>The command that runs a container in the foreground until it is signalled.</summary>
    public static LaunchSpec Command(string program, ContainerResource resource, string containerName, ComposedEnvironment environment)
    {
        if (!resource.TryGetLastAnnotation(out ContainerImageAnnotation? image))
            throw new DistributedApplicationException($"The container '{resource.Name}' has no image: use WithImage.");
        var arguments = new List<string> { "run", "--rm", "--name", containerName };
        foreach (EndpointAnnotation endpoint in resource.Annotations.OfType<EndpointAnnotation>())
            arguments.AddRange("-p", string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{endpoint.Port}:{endpoint.TargetPort ?? endpoint.Port}"));
        foreach (string name in environment.Variables.Keys)
            arguments.AddRange("-e", name);
        foreach (ContainerMountAnnotation mount in resource.Annotations.OfType<ContainerMountAnnotation>())
            arguments.AddRange("-v", (mount.Source is null ? mount.Target : $"{mount.Source}:{mount.Target}") + (mount.IsReadOnly ? ":ro" : ""));
        if (resource.Entrypoint is { } entrypoint)
            arguments.AddRange("--entrypoint", entrypoint);
        arguments.Add(image.Reference);
        arguments.AddRange(environment.Arguments);
        // The values travel in the engine client's environment, which "-e NAME" reads: no secret stands on a command line.
        return new LaunchSpec(program, arguments, Path.GetTempPath()) { Environment = environment.Variables, SecretVariables = environment.Secrets };
    }

    private static async Task<string?> FindAsync(string? wanted)
    {
        foreach (string name in string.IsNullOrEmpty(wanted) ? ["docker", "podman"] : new[] { wanted })
            if (ExecutablePath.Find(name) is { } program && await AnswersAsync(program).ConfigureAwait(false))
                return program;
        return null;
    }

    private static async Task<bool> AnswersAsync(string program)
    {
        var start = new ProcessStartInfo(program, ["container", "ls", "--quiet", "--last", "1"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process? process = Process.Start(start);
        if (process is null)
            return false;
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await Task.WhenAll(process.StandardOutput.ReadToEndAsync(patience.Token), process.StandardError.ReadToEndAsync(patience.Token)).ConfigureAwait(false);
            await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            return false;
        }
    }
}

file static class ArgumentListExtensions
{
    public static void AddRange(this List<string> arguments, params string[] more) => arguments.AddRange((IEnumerable<string>)more);
}
