using System.Diagnostics;

namespace Kws.Kubernetes.Tests.Objects;

/// <summary>What <c>kubectl kustomize</c> makes of an overlay.</summary>
internal static class RenderedOverlay
{
    // Of the versions before these kubectl has one that knows no patches with targets.
    private const string Known = "Kustomize Version: v5";

    /// <summary>Skips the test where there is no kubectl with a kustomize of today.</summary>
    public static async Task<MeshObjects> OfAsync(string folder)
    {
        Skip.IfNot(await KnowsKustomizeAsync(), "no kubectl with kustomize 5 is installed: overlays are not rendered");
        var (exitCode, output, error) = await RunAsync("kustomize", DeployedFiles.PathOf(folder));
        Assert.True(exitCode == 0, error);
        return new MeshObjects(StrictYaml.Parse(output));
    }

    private static async Task<bool> KnowsKustomizeAsync()
    {
        try
        {
            return (await RunAsync("version", "--client")).Output.Contains(Known, StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var kubectl = Process.Start(new ProcessStartInfo("kubectl", arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> output = kubectl.StandardOutput.ReadToEndAsync(), error = kubectl.StandardError.ReadToEndAsync();
        await kubectl.WaitForExitAsync().WithTimeout();
        return (kubectl.ExitCode, await output.WithTimeout(), await error.WithTimeout());
    }
}
