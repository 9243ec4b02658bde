using Microsoft.Playwright;

namespace AppHost.Tests.Dashboard;

public sealed class DashboardTests
{
    [SkippableFact]
    public async Task Explore()
    {
        using var state = new TemporaryFolder();
        await using Chromium chromium = await Chromium.StartAsync();
        await using var appHost = new AppHostProcess(state.Path);
        await appHost.ServingAsync();
        IPage page = await chromium.OpenAsync(await appHost.LogLineAsync("Login to the dashboard at "));
        await Task.Delay(40_000);
        foreach (string path in (string[])["", "?view=Graph", "consolelogs/resource/audioinference", "structuredlogs", "traces", "metrics/resource/audioinference", "metrics/resource/featureextraction-2"])
        {
            await page.GotoAsync($"{appHost.Dashboard}/{path}");
            await Task.Delay(4000);
            string name = path.Replace('/', '_').Replace('?', '_');
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = $"/tmp/shots/p_{name}.png" });
            await File.WriteAllTextAsync($"/tmp/shots/p_{name}.txt", await page.InnerTextAsync("body"));
            await File.WriteAllTextAsync($"/tmp/shots/p_{name}.html", await page.ContentAsync());
        }
    }
}
