using System.Diagnostics;
using k8s.Models;
using Kws.Kubernetes.Tests.Objects;

namespace Kws.Kubernetes.Tests;

/// <summary>Secrets are made in the cluster, at random, and stand nowhere else.</summary>
public sealed class SecretTests : IDisposable
{
    // Keeps what it is asked, and knows no secret and no namespace.
    private const string Kubectl = """
        #!/bin/sh
        printf '%s\n' "$*" >>"$KEPT/calls"
        case "$*" in
            *'get '*) exit 1 ;;
            *'create -f -'*) { echo ---; cat; } >>"$KEPT/made.yaml" ;;
        esac
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Example_HoldsNoValue() => Assert.All(Example(), secret => Assert.All(
        secret.StringData.Where(entry => entry.Key != "username"),
        entry => Assert.Matches("^<.*>$", entry.Value)));

    [Fact]
    public void Deployments_AskForSecretsOfTheExample_OrOfTheOperators()
    {
        string[] known = [.. Example().Select(secret => secret.Metadata.Name), "bus-default-user"];
        Assert.All(
            MeshObjects.Of("base").Of<V1Deployment>()
                .SelectMany(deployment => deployment.Spec.Template.Spec.Containers)
                .SelectMany(container => container.Env ?? [])
                .Select(variable => variable.ValueFrom?.SecretKeyRef?.Name).OfType<string>(),
            name => Assert.Contains(name, known));
    }

    [SkippableFact]
    public async Task Script_MakesTheExamplesSecrets_AtRandom_OnNoCommandLine()
    {
        var first = await MakeAsync();
        var second = await MakeAsync();

        Assert.Equal(
            Example().Where(secret => secret.Metadata.Name != "gateway-tls").Select(Shape), first.Select(Shape));
        Assert.Equal(32, Convert.FromBase64String(first[0].StringData["mesh-key"]).Length);
        var calls = await File.ReadAllTextAsync(_folder["calls"]).WithTimeout();
        Assert.All(first.Zip(second), pair =>
        {
            var key = pair.First.StringData.Keys.Last();
            Assert.NotEqual(pair.First.StringData[key], pair.Second.StringData[key]);
            Assert.DoesNotContain(pair.First.StringData[key], calls, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<V1Secret> Example() =>
        StrictYaml.Read(DeployedFiles.PathOf("secrets.example.yaml")).Cast<V1Secret>();

    private static (string Name, string? Type, string Keys) Shape(V1Secret secret) =>
        (secret.Metadata.Name, secret.Type, string.Join(' ', secret.StringData.Keys));

    private async Task<V1Secret[]> MakeAsync()
    {
        if (OperatingSystem.IsWindows())
            throw new SkipException("the script is a shell's");
        await File.WriteAllTextAsync(_folder["kubectl"], Kubectl).WithTimeout();
        File.SetUnixFileMode(_folder["kubectl"],
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.Delete(_folder["made.yaml"]);
        var start = new ProcessStartInfo("bash", [DeployedFiles.PathOf("secrets.sh")]) { RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder.Path}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["KEPT"] = _folder.Path;
        using var script = Process.Start(start)!;
        var error = await script.StandardError.ReadToEndAsync().WithTimeout();
        await script.WaitForExitAsync().WithTimeout();
        Assert.True(script.ExitCode == 0, error);
        return [.. StrictYaml.Read(_folder["made.yaml"]).Cast<V1Secret>()];
    }
}
