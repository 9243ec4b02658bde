using System.Diagnostics;
using System.Text.Json;

namespace Kws.AppHost.Tests;

/// <summary>The deployment manifest as the AppHost's program writes it, once for all that look at it.</summary>
public sealed class WrittenManifest : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    public JsonElement Resources { get; private set; }

    public async Task InitializeAsync()
    {
        var path = Path.Combine(_folder.Path, "manifest.json");
        using var appHost =
            Process.Start(new ProcessStartInfo("dotnet",
                [AppHostProgram.Assembly, "--publisher", "manifest", "--output-path", path])
            {
                RedirectStandardOutput = true,
            })!;
        var output = await appHost.StandardOutput.ReadToEndAsync().WithTimeout();
        await appHost.WaitForExitAsync().WithTimeout();
        Assert.True(appHost.ExitCode == 0, output);
        using var manifest = JsonDocument.Parse(await File.ReadAllTextAsync(path).WithTimeout());
        Resources = manifest.RootElement.GetProperty("resources").Clone();
    }

    public Task DisposeAsync()
    {
        _folder.Dispose();
        return Task.CompletedTask;
    }
}
