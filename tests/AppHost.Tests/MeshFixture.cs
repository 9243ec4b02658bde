using Microsoft.Playwright;

namespace Kws.AppHost.Tests;

/// <summary>
/// The mesh with its demo devices, started by the AppHost's own program, and a browser that is logged in to its
/// dashboard.
/// At its end it is told to end (SIGTERM) unless it has ended, and fails when a process is left.
/// </summary>
public sealed class MeshFixture : IAsyncLifetime
{
    /// <summary>How long a busy machine may take to show what is waited for.</summary>
    public static readonly TimeSpan PagePatience = TimeSpan.FromSeconds(150);

    // Milliseconds in which a menu or a dialog opens, unless it never does.
    private const float ShortPatience = 8_000;

    // Milliseconds in which a resource that was started is healthy on a busy machine.
    private const float StatePatience = 30_000;

    private readonly TemporaryFolder _state = new();
    private Chromium? _chromium;
    private IBrowserContext? _session;

    /// <summary>Where its servers keep their data.</summary>
    public string StateFolder => _state.Path;

    internal AppHostProcess AppHost { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        AppHost = new AppHostProcess(_state.Path);
        await AppHost.ServingAsync();
        if (!Chromium.IsInstalled)
            return;
        _chromium = await Chromium.StartAsync();
        _session = await _chromium.NewSessionAsync();
        var page = await _session.NewPageAsync().WithTimeout();
        await page.GotoAsync(await AppHost.LogLineAsync("Login to the dashboard at ").WithTimeout()).WithTimeout();
    }

    /// <summary>A page of the dashboard, such as <c>traces</c>.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        Skip.If(_session is null, "no Chromium is installed");
        var page = await _session.NewPageAsync().WithTimeout();
        await page.GotoAsync($"{AppHost.Dashboard}/{path}").WithTimeout();
        return page;
    }

    /// <summary>Opens a page that is about one resource until it shows what is wanted: opened before the resource has
    /// told anything, it is about all of them for good.</summary>
    public async Task<IPage> OpenAsync(string path, Func<IPage, ILocator> wanted)
    {
        var page = await OpenAsync(path);
        for (var tries = 1; !await OpensAsync(wanted(page), () => Task.CompletedTask); tries++)
        {
            Assert.True(tries < 18, $"{path} does not show it");
            await page.ReloadAsync().WithTimeout();
        }

        return page;
    }

    /// <summary>Opens a page, and from there what a link on it leads to: a table that is drawn anew takes the link away
    /// for good when its line is no longer among those in view.</summary>
    public async Task<IPage> FollowAsync(string path, Func<IPage, ILocator> link, Func<IPage, ILocator> wanted)
    {
        for (var tries = 1; ; tries++)
        {
            var page = await OpenAsync(path, link);
            if (await OpensAsync(wanted(page), () => link(page).ClickAsync(new() { Timeout = ShortPatience })
                .WithTimeout(PagePatience), StatePatience))
                return page;
            Assert.True(tries < 5, $"{path} does not lead there. What the page shows: {await TextOfAsync(page)}");
            await page.CloseAsync().WithTimeout(PagePatience);
        }
    }

    /// <summary>The line of a resource in the table on the dashboard's first page.</summary>
    public static ILocator RowOf(IPage page, string resource) =>
        page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(resource, new() { Exact = true }) });

    /// <summary>Returns when it runs and is healthy: of what is not the state says "Running (Unhealthy)".</summary>
    public static Task HealthyAsync(IPage page, string resource) => InStateAsync(page, resource, "Running");

    // As a user does, it opens a page anew that does not show it.
    public static async Task InStateAsync(IPage page, string resource, string state)
    {
        var shown = RowOf(page, resource).GetByText(state, new() { Exact = true });
        for (var tries = 1; !await OpensAsync(shown, () => Task.CompletedTask, StatePatience); tries++)
        {
            Assert.True(tries < 6, $"{resource} is not '{state}'. What the page shows: {await TextOfAsync(page)}");
            await page.ReloadAsync().WithTimeout(PagePatience);
        }
    }

    private static async Task<string> TextOfAsync(IPage page) =>
        (await page.Locator("body").InnerTextAsync().WithTimeout(PagePatience)).ReplaceLineEndings(" ");

    /// <summary>Presses a resource's button; <paramref name="title"/> is the start of what it tells.</summary>
    public static Task PressAsync(IPage page, string resource, string title) =>
        RowOf(page, resource).Locator($"[title^='{title}']").ClickAsync().WithTimeout(PagePatience);

    /// <summary>Ends a service by the command in the menu of its line, and says yes to what it asks; returns when it
    /// has drained.</summary>
    public static async Task DrainAsync(IPage page, string resource)
    {
        var yes = page.Locator("fluent-dialog fluent-button").Filter(new() { HasText = "Yes" });
        // A table that is drawn anew closes the menu.
        for (var tries = 1; !await OpensAsync(yes, () => ChooseAsync(page, resource, "Drain")); tries++)
            Assert.True(tries < 10, "the menu of commands does not stay open");
        await yes.ClickAsync().WithTimeout(PagePatience);
        await Assertions.Expect(page.GetByText($"{resource} \"Drain\" succeeded")).ToBeVisibleAsync()
            .WithTimeout(PagePatience);
    }

    private static async Task ChooseAsync(IPage page, string resource, string command)
    {
        await PressAsync(page, resource, "Actions");
        await page.GetByRole(AriaRole.Menuitem).Filter(new() { HasText = command })
            .ClickAsync(new() { Timeout = ShortPatience }).WithTimeout(PagePatience);
    }

    private static async Task<bool> OpensAsync(ILocator wanted, Func<Task> act, float patience = ShortPatience)
    {
        try
        {
            await act();
            await wanted.WaitForAsync(new() { Timeout = patience }).WithTimeout(PagePatience);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    public async Task DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        try
        {
            if (!AppHost.HasEnded)
                AppHost.Signal(AppHostProcess.SigTerm);
            await AppHost.EndedAsync();
            await AppHost.NothingLeftAsync();
        }
        finally
        {
            await AppHost.DisposeAsync();
            _state.Dispose();
        }
    }
}
