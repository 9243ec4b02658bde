using Kws.Dashboard.Tests.Scene;
using Microsoft.Playwright;

namespace Kws.Dashboard.Tests.Browser;

/// <summary>
/// Pictures of a busy mesh. KWS_UPDATE_IMAGES=1 renews docs/images/dashboard.png;
/// KWS_SCREENSHOTS=folder takes every page, dark, light and at a phone's width, for the eye.
/// </summary>
public class PictureTests(Chromium chromium) : IClassFixture<Chromium>
{
    private const int SmallestPicture = 50_000;

    [SkippableFact]
    public async Task Resources_BusyMesh_MakeThePictureOfTheDocumentation()
    {
        await using MeshScene scene = await MeshScene.StartAsync();
        await using Session session = await chromium.OpenAsync();
        await session.Page.GotoAsync(scene.LoginUrl).WithTimeout();
        await Assertions.Expect(session.Page.Locator(".mesh .node")).ToHaveCountAsync(9).WithTimeout();
        byte[] picture = await session.Page.ScreenshotAsync().WithTimeout();
        Assert.True(picture.Length > SmallestPicture, $"a picture of {picture.Length} bytes is blank");
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_IMAGES") == "1")
            await File.WriteAllBytesAsync(Repository.PathOf("docs", "images", "dashboard.png"), picture);
        if (Environment.GetEnvironmentVariable("KWS_SCREENSHOTS") is { } folder)
            await TakeAllAsync(scene, folder);
    }

    private async Task TakeAllAsync(MeshScene scene, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach ((string look, int width, int height, ColorScheme colours) in
            new[] { ("dark", 1440, 900, ColorScheme.Dark), ("light", 1440, 900, ColorScheme.Light), ("phone", 390, 844, ColorScheme.Dark) })
        {
            await using Session session = await chromium.OpenAsync(width, height, colours);
            await session.Page.GotoAsync(scene.LoginUrl).WithTimeout();
            foreach ((string name, string path) in scene.Pages())
            {
                await session.Page.GotoAsync(new Uri(scene.Dashboard.Pages, path).ToString()).WithTimeout();
                await session.Page.WaitForTimeoutAsync(600).WithTimeout();
                await session.Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{look}-{name}.png") }).WithTimeout();
            }
        }
    }
}
