using Microsoft.Playwright;

namespace AppHost.Tests.Dashboard;

/// <summary>The system's Chromium, without a window. Tests skip, saying so, where there is none.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private const float Patience = 60_000;

    private static readonly string? s_program =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private Chromium(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static async Task<Chromium> StartAsync()
    {
        Skip.If(s_program is null, "no Chromium is installed");
        // A busy machine draws slowly; what is asserted is that it is drawn.
        Assertions.SetDefaultExpectTimeout(Patience);
        IPlaywright playwright = await Playwright.CreateAsync().WithTimeout();
        return new Chromium(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = s_program,
            Headless = true,
            Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        }).WithTimeout());
    }

    public async Task<IPage> OpenAsync(string address)
    {
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1500, Height = 860 },
            ColorScheme = ColorScheme.Dark,
        }).WithTimeout();
        context.SetDefaultTimeout(Patience);
        IPage page = await context.NewPageAsync().WithTimeout();
        await page.GotoAsync(address).WithTimeout();
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync().WithTimeout();
        _playwright.Dispose();
    }
}
