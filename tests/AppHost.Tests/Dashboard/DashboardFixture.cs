using Microsoft.Playwright;

namespace Kws.AppHost.Tests.Dashboard;

/// <summary>
/// The mesh with its demo devices, started by the AppHost's own program, and a browser that is logged in to its
/// dashboard.
/// At its end it is told to end (SIGTERM) unless it has ended, and fails when a process is left.
/// </summary>
public sealed class DashboardFixture : IAsyncLifetime
{
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
