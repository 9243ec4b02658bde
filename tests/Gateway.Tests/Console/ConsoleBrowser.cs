using Microsoft.Playwright;

namespace Kws.Gateway.Tests.Console;

/// <summary>The system's Chromium, without a window, with a microphone and a camera that play files.</summary>
internal sealed class ConsoleBrowser : IAsyncDisposable
{
    private const float Patience = 60_000;

    private static readonly string? s_program =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
            .FirstOrDefault(File.Exists);

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ConsoleBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    public static bool IsInstalled => s_program is not null;

    /// <param name="microphone">A WAV file, played over and over from the moment a page opens the microphone; null: it
    /// beeps.</param>
    /// <param name="camera">An MJPEG file, played over and over; null: a test picture.</param>
    public static async Task<ConsoleBrowser> StartAsync(string? microphone = null, string? camera = null)
    {
        Assertions.SetDefaultExpectTimeout(Patience);
        var playwright = await Playwright.CreateAsync().WithTimeout();
        return new ConsoleBrowser(playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = s_program,
            Headless = true,
            Args =
            [
                "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
                "--disable-sync", "--no-first-run", "--autoplay-policy=no-user-gesture-required",
                "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
                .. microphone is null ? (string[])[] : [$"--use-file-for-fake-audio-capture={microphone}"],
                .. camera is null ? (string[])[] : [$"--use-file-for-fake-video-capture={camera}"],
            ],
        }).WithTimeout());
    }

    /// <summary>A page of its own, as somebody else's browser would have it.</summary>
    public async Task<IPage> NewPageAsync(Action<BrowserNewContextOptions>? configure = null)
    {
        var options = new BrowserNewContextOptions
        {
            ViewportSize = new ViewportSize { Width = 1280, Height = 860 },
            Permissions = ["microphone", "camera"],
            AcceptDownloads = true,
        };
        configure?.Invoke(options);
        var context = await _browser.NewContextAsync(options).WithTimeout();
        context.SetDefaultTimeout(Patience);
        return await context.NewPageAsync().WithTimeout();
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.CloseAsync().WithTimeout();
        _playwright.Dispose();
    }
}
