using System.Collections.Concurrent;
using System.Net;
using Kws.Cli.CommandLine;
using Kws.Gateway.Tests.Hosts;
using Kws.Gateway.Tests.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kws.Gateway.Tests.Console;

/// <summary>People in a real browser, by keyboard alone: they join, log in, add devices and let programs in.
/// <c>KWS_UPDATE_DOCS=1</c> renews the documentation's pictures.</summary>
public sealed class LoginPageTests : IAsyncLifetime
{
    private const string Wrong =
        "Name or password is wrong. After several wrong passwords a name has to wait a few minutes.";

    private static readonly string[] s_services =
        ["audioinference", "visioninference", "tts", "trainingorchestrator"];

    private readonly TemporaryFolder _home = new();
    private readonly PageWatch _watch = new();
    private IdentityGateway? _gateway;
    private ConsoleBrowser? _browser;

    private IdentityGateway Gateway => _gateway!;

    public async Task InitializeAsync()
    {
        if (!ConsoleBrowser.IsInstalled)
            return;
        // Links name the gateway as its issuer does.
        var address = FreePort.Address();
        _gateway = await IdentityGateway.StartAsync(settings:
            [
                $"--urls={address}", $"--Identity:Issuer={address}/", "--Console:Live=true",
                GatewayHost.WithConsole,
                .. s_services.Select(name => MeshBehind.Setting(name, FreePort.Address())),
            ]);
        _browser = await ConsoleBrowser.StartAsync();
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
        if (_gateway is not null)
            await _gateway.DisposeAsync();
        _home.Dispose();
    }

    [SkippableFact]
    public async Task FirstLink_IsOpened_MakesAPersonWhoManagesDevices()
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        var page = await OpenAsync(Gateway.FirstLink!);
        await Expect(page.Locator("#code")).ToHaveValueAsync(Gateway.FirstLink!.Split('#')[1]).WithTimeout();
        Assert.DoesNotContain('#', page.Url);
        await TypeAsync(page, "input[name=name]", "anna");
        await TypeAsync(page, "input[name=password]", IdentityGateway.Password, "Enter");
        await Expect(page.Locator(".signed-in")).ToHaveTextAsync("anna").WithTimeout();
        await page.LivesAsync();

        await page.TabToAsync("#menu a[href='/devices']");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.GetByText("No device has been added yet.")).ToBeVisibleAsync().WithTimeout();
        await page.LivesAsync();
        await TypeAsync(page, "#devices-add input[name=name]", "kitchen", "Enter");
        var told = page.Locator("#devices-notice .secret");
        await Expect(page.Locator("#devices tr", new() { HasText = "kitchen" })).ToContainTextAsync("listen")
            .WithTimeout();
        await Expect(told).ToBeVisibleAsync().WithTimeout();
        await Expect(page.Locator("#devices-add input[value=listen]")).ToBeCheckedAsync().WithTimeout();
        var secret = await told.InnerTextAsync().WithTimeout();
        Assert.Equal(HttpStatusCode.OK, (await Gateway.DeviceTokenAsync("kitchen", secret)).Status);
        await page.KeepPictureAsync("identity-devices");

        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.TabToAsync("button[aria-label='Revoke kitchen']", "Shift+Tab");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.Locator("#devices tr", new() { HasText = "kitchen" })).ToContainTextAsync("revoked")
            .WithTimeout();
        await Expect(told).ToHaveCountAsync(0).WithTimeout();
        Assert.Equal(HttpStatusCode.Unauthorized, (await Gateway.DeviceTokenAsync("kitchen", secret)).Status);
        _watch.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Devices_RevokingIsThoughtBetterOf_StaysAsItIs()
    {
        await AddPersonAsync();
        var page = await OpenAsync("/devices");
        await LogInAsync(page);
        await Expect(page.GetByText("No device has been added yet.")).ToBeVisibleAsync().WithTimeout();
        await page.LivesAsync();
        await TypeAsync(page, "#devices-add input[name=name]", "hall", "Enter");
        var asked = new TaskCompletionSource<string>();
        page.Dialog += async (_, dialog) =>
        {
            await dialog.DismissAsync();
            asked.SetResult(dialog.Message);
        };

        await page.GetByLabel("Revoke hall").ClickAsync().WithTimeout();

        Assert.StartsWith("Revoke hall?", await asked.Task.WithTimeout(), StringComparison.Ordinal);
        await Expect(page.GetByLabel("Revoke hall")).ToBeVisibleAsync().WithTimeout();
        await Expect(page.Locator("#devices-notice .secret")).ToBeVisibleAsync().WithTimeout();
    }

    [SkippableFact]
    public async Task SignOut_OnTheConsole_LeadsToTheLogin()
    {
        await AddPersonAsync();
        var page = await OpenAsync("/jobs");
        await LogInAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Jobs").WithTimeout();
        await page.LivesAsync();

        await page.TabToAsync("form[action='/connect/logout'] button");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Log in").WithTimeout();

        await page.GotoAsync(new Uri(Gateway.Address, "/jobs").ToString()).WithTimeout();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Log in").WithTimeout();
        _watch.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("/live", "#live")]
    [InlineData("/recordings", "#recordings")]
    public async Task OperatorsPage_PersonWhoMayNotOperate_IsRefusedInWordsAndSeesNothingOfIt(
        string path, string content)
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        await AddListenerAsync("ben");
        var page = await OpenAsync(path);
        await LogInAsync(page, "ben");

        var refusal = page.Locator(".notice.bad");
        await Expect(refusal).ToContainTextAsync("You may not do this").WithTimeout();
        await Expect(refusal).ToContainTextAsync("needed: operate").WithTimeout();
        await Expect(page.Locator(content)).ToHaveCountAsync(0).WithTimeout();
        // Asked again it says the same.
        await refusal.GetByRole(AriaRole.Button, new() { Name = "Try again" }).ClickAsync().WithTimeout();
        await Expect(refusal).ToContainTextAsync("needed: operate").WithTimeout();
        await Expect(page.Locator(content)).ToHaveCountAsync(0).WithTimeout();
        _watch.AssertNoOffence();
    }

    [SkippableFact]
    public async Task OperatorsPage_PersonWhoOperates_IsShown()
    {
        await AddPersonAsync();
        var page = await OpenAsync("/live");
        await LogInAsync(page);

        await Expect(page.Locator("#live")).ToBeVisibleAsync().WithTimeout();
        _watch.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableTheory]
    [InlineData("anna", "wrong horse battery")]
    [InlineData("nobody", IdentityGateway.Password)]
    public async Task Login_NameOrPasswordIsWrong_SaysNotWhich(string name, string password)
    {
        await AddPersonAsync();
        var page = await OpenAsync("/connect/login");

        await LogInAsync(page, name, password);

        await Expect(page.GetByRole(AriaRole.Alert)).ToHaveTextAsync(Wrong).WithTimeout();
        await Expect(page.Locator("input[name=password]")).ToHaveValueAsync("").WithTimeout();
        await page.Locator("input[name=name]").FillAsync("").WithTimeout();
        await LogInAsync(page);
        await Expect(page.Locator(".signed-in")).ToHaveTextAsync("anna").WithTimeout();
        _watch.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task KwsLogin_CodeIsEnteredAndAllowed_GetsItsToken()
    {
        await AddPersonAsync();
        using var login = await KwsLogin.BeginAsync(context => context with
        {
            Variable = name => name switch
            {
                "XDG_STATE_HOME" => _home.Path,
                "KWS_GATEWAY" => Gateway.Address.ToString(),
                _ => null,
            },
        });
        var page = await OpenAsync(login.Page);
        await LogInAsync(page);
        await Expect(page.Locator("h1")).ToHaveTextAsync("Connect a device").WithTimeout();
        await Expect(page.Locator("input[name=user_code]")).ToBeFocusedAsync().WithTimeout();
        await page.Keyboard.TypeAsync(login.Code).WithTimeout();
        await page.KeepPictureAsync("identity-code");
        await page.Locator("input[name=user_code]").FillAsync("BBBB-BBBB").WithTimeout();
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("is not known").WithTimeout();

        await Expect(page.Locator("input[name=user_code]")).ToBeFocusedAsync().WithTimeout();
        await page.Keyboard.TypeAsync(login.Code).WithTimeout();
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.Locator("main")).ToContainTextAsync("hear keywords in audio").WithTimeout();
        await page.TabToAsync("button[value=allow]");
        await page.Keyboard.PressAsync("Enter").WithTimeout();

        await Expect(page.Locator("h1")).ToHaveTextAsync("Connected").WithTimeout();
        Assert.Equal(ExitCode.Success, (await login.EndAsync()).ExitCode);
        Assert.Contains("refresh_token", await File.ReadAllTextAsync(_home["kws", "login.json"]),
            StringComparison.Ordinal);
        _watch.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Consent_ProgramAsks_IsToldWhatThePersonDecides()
    {
        await AddPersonAsync();
        var answers = new ConcurrentQueue<IQueryCollection>();
        await using var program = await KestrelHost.StartAsync(_ => { }, app => app.MapGet("/callback", context =>
        {
            answers.Enqueue(context.Request.Query);
            return context.Response.WriteAsync("back at the program");
        }));
        var (verifier, callback) = (IdentityGateway.NewVerifier(), $"{program.Address}/callback");
        var asks = IdentityGateway.AuthorizeAddress(verifier, "listen", callback);
        var page = await OpenAsync(asks);
        await LogInAsync(page);

        await Expect(page.Locator("h1")).ToHaveTextAsync("Let kws act for you?").WithTimeout();
        await page.TabToAsync("button[value=deny]");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.GetByText("back at the program")).ToBeVisibleAsync().WithTimeout();
        await page.GotoAsync(new Uri(Gateway.Address, asks).ToString()).WithTimeout();
        await page.TabToAsync("button[value=allow]");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.GetByText("back at the program")).ToBeVisibleAsync().WithTimeout();

        Assert.Equal(["access_denied", ""], answers.Select(answer => answer["error"].ToString()));
        var (status, tokens) = await Gateway.TokenAsync(("grant_type", "authorization_code"),
            ("client_id", "kws-cli"), ("code", answers.Last()["code"].ToString()), ("redirect_uri", callback),
            ("code_verifier", verifier));
        Assert.True(status == HttpStatusCode.OK, tokens.ToString());
        _watch.AssertNoOffence();
    }

    // The person of the other tests, made by another browser.
    private async Task AddPersonAsync()
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        using var _ = await Gateway.JoinAsync();
    }

    // Somebody whom the first person lets listen, and nothing else.
    private async Task AddListenerAsync(string name)
    {
        var (status, invited) = await Gateway.CallAsync(HttpMethod.Post, "/v1/people",
            await Gateway.OperatorTokenAsync(), new { scopes = (string[])["listen"] });
        Assert.True(status == HttpStatusCode.OK, invited.ToString());
        using var browser = Gateway.NewBrowser();
        using var joined = await browser.SubmitAsync("/connect/join",
            ("code", invited.GetProperty("link").GetString()!.Split('#')[1]), ("name", name),
            ("password", IdentityGateway.Password));
        Assert.Equal(HttpStatusCode.Redirect, joined.StatusCode);
    }

    private async Task<IPage> OpenAsync(string address)
    {
        var page = await _browser!.NewPageAsync();
        _watch.Follow(page, address, Gateway.Address.Host);
        await page.GotoAsync(new Uri(Gateway.Address, address).ToString()).WithTimeout();
        return page;
    }

    private static async Task LogInAsync(
        IPage page, string name = "anna", string password = IdentityGateway.Password)
    {
        await Expect(page.Locator("input[name=name]")).ToBeFocusedAsync().WithTimeout();
        await page.Keyboard.TypeAsync(name).WithTimeout();
        await TypeAsync(page, "input[name=password]", password, "Enter");
    }

    private static async Task TypeAsync(IPage page, string field, string text, string? then = null)
    {
        await page.TabToAsync(field);
        await page.Keyboard.TypeAsync(text).WithTimeout();
        if (then is not null)
            await page.Keyboard.PressAsync(then).WithTimeout();
    }
}
