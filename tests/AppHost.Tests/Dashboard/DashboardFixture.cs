using Microsoft.Playwright;

namespace AppHost.Tests.Dashboard;

/// <summary>The running mesh with its demo devices, and a browser that is logged in to its dashboard.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _state = new();
    private AppHostProcess? _appHost;
    private Chromium? _chromium;
    private IBrowserContext? _session;

    public async Task InitializeAsync()
    {
        if (!OperatingSystem.IsLinux() || !Chromium.IsInstalled)
            return;
        _chromium = await Chromium.StartAsync();
        _appHost = new AppHostProcess(_state.Path);
        await _appHost.ServingAsync();
        _session = await _chromium.NewSessionAsync();
        IPage page = await _session.NewPageAsync().WithTimeout();
        await page.GotoAsync(await _appHost.LogLineAsync("Login to the dashboard at ").WithTimeout()).WithTimeout();
    }

    /// <summary>A page of the dashboard, such as <c>traces</c>.</summary>
    public async Task<IPage> OpenAsync(string path)
    {
        Skip.If(_session is null, "no Chromium is installed");
        IPage page = await _session.NewPageAsync().WithTimeout();
        await page.GotoAsync($"{_appHost!.Dashboard}/{path}").WithTimeout();
        return page;
    }

    public async Task DisposeAsync()
    {
        if (_chromium is not null)
            await _chromium.DisposeAsync();
        if (_appHost is not null)
            await _appHost.DisposeAsync();
        _state.Dispose();
    }
}
