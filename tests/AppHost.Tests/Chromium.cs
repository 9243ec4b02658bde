using Microsoft.Playwright;

namespace Kws.AppHost.Tests;

/// <summary>The system's Chromium, without a window.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const float Patience = 90_000;

    private static readonly string? s_program =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser",
            "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static bool IsInstalled => s_program is not null;

    public static async Task<Chromium> StartAsync()
    {
        // A busy machine draws slowly; what is asserted is that it is drawn.
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync().WithTimeout();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = s_program,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run"],
        }).WithTimeout());
    }

    /// <param name="trustsAnyServer">Whatever certificate it shows.</param>
    public async Task<IBrowserContext> NewSessionAsync(bool trustsAnyServer = false)
    {
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1440, Height = 820 },
            ColorScheme = ColorScheme.Dark,
            IgnoreHTTPSErrors = trustsAnyServer,
        }).WithTimeout();
        context.SetDefaultTimeout(Patience);
        return context;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync().WithTimeout();
        _playwright.Dispose();
    }
}
