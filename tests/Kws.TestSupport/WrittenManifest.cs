using System.Diagnostics;
using System.Text.Json;

namespace Kws.TestSupport;

/// <summary>The deployment manifest as the AppHost's program writes it, once for all that look at it. The test project
/// builds the AppHost by a <c>ProjectReference</c>.</summary>
public sealed class WrittenManifest : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Its file, there as long as this.</summary>
    public string Path => _folder["manifest.json"];

    public JsonElement Resources { get; private set; }

    public async Task InitializeAsync()
    {
        await WriteAsync(Path);
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(Path).WithTimeout());
        Resources = manifest.RootElement.GetProperty("resources").Clone();
    }

    /// <summary>Writes it to a file.</summary>
    public static async Task WriteAsync(string path)
    {
        using var appHost =
            Process.Start(new ProcessStartInfo("dotnet",
                [Repository.AssemblyOf("AppHost", "AppHost"), "--publisher", "manifest", "--output-path", path])
            {
                RedirectStandardOutput = true,
            })!;
        var output = await appHost.StandardOutput.ReadToEndAsync().WithTimeout();
        await appHost.WaitForExitAsync().WithTimeout();
        Assert.True(appHost.ExitCode == 0, output);
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
