using Microsoft.Playwright;

namespace Kws.Dashboard.Tests.Browser;

/// <summary>The system's Chromium, without a window. Tests skip, saying so, where there is none.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private static readonly string? Program =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private const float Patience = 25_000;

    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async Task InitializeAsync()
    {
        if (Program is null)
            return;
        // A busy machine draws slowly; what is asserted is that it is drawn.
        Assertions.SetDefaultExpectTimeout(Patience);
        _playwright = await Playwright.CreateAsync().WithTimeout();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Program,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        }).WithTimeout();
    }

    /// <summary>A fresh session. Fails the test on any error of the page's scripts when it is closed through <see cref="Session"/>.</summary>
    public async Task<Session> OpenAsync(int width = 1440, int height = 900, ColorScheme colours = ColorScheme.Dark)
    {
        Skip.If(_browser is null, "no Chromium is installed");
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ColorScheme = colours,
            DeviceScaleFactor = 1.5f,
        }).WithTimeout();
        context.SetDefaultTimeout(Patience);
        return new Session(context, await context.NewPageAsync().WithTimeout());
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.CloseAsync();
        _playwright?.Dispose();
    }
}
