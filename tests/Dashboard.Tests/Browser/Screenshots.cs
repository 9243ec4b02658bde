using Kws.Dashboard.Tests.Scene;
using Microsoft.Playwright;

namespace Kws.Dashboard.Tests.Browser;

/// <summary>Pictures of a busy mesh, for the eye: into the folder that KWS_SCREENSHOTS names.</summary>
public class Screenshots(Chromium chromium) : IClassFixture<Chromium>
{
    [SkippableFact]
    public async Task EveryPage_BusyMesh_IsPictured()
    {
        string? folder = Environment.GetEnvironmentVariable("KWS_SCREENSHOTS");
        Skip.If(folder is null, "KWS_SCREENSHOTS is not set");
        Directory.CreateDirectory(folder);
        await using MeshScene scene = await MeshScene.StartAsync();
        foreach ((string look, int width, int height, ColorScheme colours) in new[] { ("dark", 1440, 900, ColorScheme.Dark), ("light", 1440, 900, ColorScheme.Light), ("phone", 390, 844, ColorScheme.Dark) })
        {
            await using Session session = await chromium.OpenAsync(width, height, colours);
            await session.Page.GotoAsync(scene.LoginUrl).WithTimeout();
            foreach ((string name, string path) in scene.Pages())
            {
                await session.Page.GotoAsync(new Uri(scene.Dashboard.Pages, path).ToString()).WithTimeout();
                await session.Page.WaitForTimeoutAsync(1500).WithTimeout();
                await session.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{look}-{name}.png") }).WithTimeout();
            }
        }
    }
}
