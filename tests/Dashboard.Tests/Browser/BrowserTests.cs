using System.Text.RegularExpressions;
using Kws.Dashboard.Tests.Scene;
using Kws.Dashboard.V1;
using Microsoft.Playwright;
using OpenTelemetry.Proto.Common.V1;
using OpenTelemetry.Proto.Logs.V1;
using static Microsoft.Playwright.Assertions;

namespace Kws.Dashboard.Tests.Browser;

/// <summary>The dashboard as a reader uses it, in headless Chromium.</summary>
public class BrowserTests(Chromium chromium, BusyMesh mesh) : IClassFixture<Chromium>, IClassFixture<BusyMesh>
{
    private MeshScene Scene => mesh.Scene;

    [SkippableFact]
    public async Task Login_TokenPasted_OpensThePageThatWasAskedFor()
    {
        await using Session session = await chromium.OpenAsync();
        await session.Page.GotoAsync(Url("/traces")).WithTimeout();
        await session.Page.GetByLabel("Token").FillAsync(MeshScene.Token).WithTimeout();
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Log in" }).ClickAsync().WithTimeout();
        await Expect(session.Page).ToHaveURLAsync(Url("/traces")).WithTimeout();
        await Expect(session.Page.Locator("table.traces tbody tr").First).ToBeVisibleAsync().WithTimeout();
        session.AssertNoComplaints();
    }

    [SkippableFact]
    public async Task Resources_StateChanges_RowChangesWithoutReload()
    {
        await using Session session = await OpenAsync("/");
        await session.Page.EvaluateAsync("window.isSamePage = true").WithTimeout();
        Resource resource = Scene.AppHost.Get("visioninference");
        resource.State = State.Restarting;
        resource.StateDetail = "starts again in 4 s";
        Scene.AppHost.Set(resource);
        await Expect(session.Page.Locator("tr[data-key=visioninference]")).ToContainTextAsync("starts again in 4 s").WithTimeout();
        Assert.True(await session.Page.EvaluateAsync<bool>("window.isSamePage").WithTimeout());
        session.AssertNoComplaints();
    }

    [SkippableFact]
    public async Task Resources_StateChangesBeforeTheLiveStreamIsOpen_RowChanges()
    {
        await using Session session = await OpenAsync("/logs");
        var mayOpen = new TaskCompletionSource();
        await session.Page.RouteAsync("**/live/Resources", async route =>
        {
            await mayOpen.Task;
            await route.ContinueAsync();
        });
        await session.Page.GotoAsync(Url("/"), new() { WaitUntil = WaitUntilState.DOMContentLoaded }).WithTimeout();
        Resource resource = Scene.AppHost.Get("visioninference");
        resource.StateDetail = "changed in the meantime";
        Scene.AppHost.Set(resource);
        await Task.Delay(300);
        mayOpen.SetResult();
        await Expect(session.Page.Locator("tr[data-key=visioninference]")).ToContainTextAsync("changed in the meantime").WithTimeout();
        session.AssertNoComplaints();
    }

    [SkippableFact]
    public async Task Resources_RestartButton_AppHostIsAskedAndTheReaderTold()
    {
        await using Session session = await OpenAsync("/");
        await session.Page.GetByRole(AriaRole.Button, new() { Name = "Restart tts" }).ClickAsync().WithTimeout();
        await Expect(session.Page.Locator("#messages")).ToContainTextAsync("Restart tts: done").WithTimeout();
        Assert.Contains(("tts", "restart"), Scene.AppHost.Commands);
    }

    [SkippableFact]
    public async Task Secret_EyeButton_ShowsAndHidesIt()
    {
        await using Session session = await OpenAsync("/?resource=bus");
        ILocator setting = session.Page.Locator("aside [data-key=ConnectionStrings__bus]");
        await Expect(setting).Not.ToContainTextAsync("hunter2").WithTimeout();
        await setting.GetByRole(AriaRole.Button).ClickAsync().WithTimeout();
        await Expect(setting).ToContainTextAsync("hunter2").WithTimeout();
        await setting.GetByRole(AriaRole.Button).ClickAsync().WithTimeout();
        await Expect(setting).Not.ToContainTextAsync("hunter2").WithTimeout();
    }

    [SkippableFact]
    public async Task Console_LinesAreWritten_AppearColouredAndCanBeFiltered()
    {
        await using Session session = await OpenAsync("/console/audioinference");
        ILocator lines = session.Page.Locator(".console .line");
        await Expect(lines).ToHaveCountAsync(3).WithTimeout();
        await Expect(session.Page.Locator(".console .a32")).ToHaveTextAsync("info").WithTimeout();
        Scene.AppHost.Print("audioinference", "one more line");
        await Expect(lines).ToHaveCountAsync(4).WithTimeout();
        await session.Page.GetByLabel("Filter").FillAsync("ONE MORE").WithTimeout();
        await Expect(session.Page.Locator(".console .line:visible")).ToHaveCountAsync(1).WithTimeout();
        session.AssertNoComplaints();
    }

    [SkippableFact]
    public async Task Logs_NewEntry_AppearsAtTheTopAndFocusStays()
    {
        await using Session session = await OpenAsync("/logs?level=Critical");
        await session.Page.GetByPlaceholder("Text, or attribute=value").FocusAsync().WithTimeout();
        await new OtlpSender(Scene.Dashboard.Channel, "tts").SendAsync("Kws.Tts", new LogRecord
        {
            SeverityNumber = 21,
            Body = new AnyValue { StringValue = "the voice was lost" },
            TimeUnixNano = OtlpSender.Nanoseconds(TimeProvider.System.GetUtcNow()),
        });
        await Expect(session.Page.Locator("table.logs tbody tr").First).ToContainTextAsync("the voice was lost").WithTimeout();
        await Expect(session.Page.GetByPlaceholder("Text, or attribute=value")).ToBeFocusedAsync().WithTimeout();
        session.AssertNoComplaints();
    }

    [SkippableFact]
    public async Task Logs_SearchAndDetail_ByKeyboardAlone()
    {
        await using Session session = await OpenAsync("/logs");
        await session.Page.Keyboard.PressAsync("/").WithTimeout();
        await session.Page.Keyboard.TypeAsync("not published").WithTimeout();
        await Expect(session.Page.Locator("table.logs tbody tr")).ToHaveCountAsync(1).WithTimeout();
        await session.Page.Keyboard.PressAsync("Escape").WithTimeout();
        await session.Page.Keyboard.PressAsync("ArrowDown").WithTimeout();
        await session.Page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(session.Page.Locator("aside.detail")).ToContainTextAsync("AlreadyClosedException").WithTimeout();
        await session.Page.Keyboard.PressAsync("Escape").WithTimeout();
        await Expect(session.Page.Locator("aside.detail")).ToHaveCountAsync(0).WithTimeout();
        await session.Page.Keyboard.PressAsync("m").WithTimeout();
        await Expect(session.Page).ToHaveURLAsync(Url("/metrics")).WithTimeout();
        await session.Page.GoBackAsync().WithTimeout();
        await Expect(session.Page.Locator("table.logs")).ToBeVisibleAsync().WithTimeout();
        session.AssertNoComplaints();
    }

    [SkippableFact]
    public async Task Trace_FailedCall_WaterfallShowsEachServiceAndTheError()
    {
        await using Session session = await OpenAsync("/traces?errors=true");
        await session.Page.Locator("table.traces tbody tr .row-link").ClickAsync().WithTimeout();
        ILocator rows = session.Page.Locator(".span-row");
        await Expect(rows).ToHaveCountAsync(8).WithTimeout();
        await Expect(rows.First).ToContainTextAsync("demo-device").WithTimeout();
        await session.Page.Locator(".span-row[data-status=Error]").First.ClickAsync().WithTimeout();
        await Expect(session.Page.Locator("aside.detail")).ToContainTextAsync("the bus refused the message").WithTimeout();
        (float device, float served) = (await LeftAsync(rows.Nth(0)), await LeftAsync(rows.Nth(1)));
        Assert.True(served > device, "the server's bar begins after the client's");
        session.AssertNoComplaints();

        static async Task<float> LeftAsync(ILocator row) => (await row.Locator(".bar-line").BoundingBoxAsync().WithTimeout())!.X;
    }

    [SkippableFact]
    public async Task Metric_Histogram_IsDrawnWithPercentiles()
    {
        await using Session session = await OpenAsync("/metrics");
        await Expect(session.Page.Locator(".card:has(path.line)")).ToHaveCountAsync(6).WithTimeout();
        await session.Page.Locator("a.card", new() { HasText = "kws.inference.duration" }).ClickAsync().WithTimeout();
        await Expect(session.Page.Locator(".legend span")).ToHaveTextAsync([Percentile("p50"), Percentile("p90"), Percentile("p99")]).WithTimeout();
        await Expect(session.Page.Locator(".chart.large path.line")).ToHaveCountAsync(3).WithTimeout();
        await session.Page.Locator(".chart.large svg").HoverAsync().WithTimeout();
        await Expect(session.Page.Locator(".tip")).ToContainTextAsync("p99").WithTimeout();
        session.AssertNoComplaints();

        static Regex Percentile(string name) => new($"^{name}[0-9.]+ ms$");
    }

    [SkippableFact]
    public async Task Theme_Switched_IsKept()
    {
        await using Session session = await OpenAsync("/logs");
        string before = await BackgroundAsync(session);
        await session.Page.Keyboard.PressAsync("d").WithTimeout();
        string after = await BackgroundAsync(session);
        Assert.NotEqual(before, after);
        await session.Page.ReloadAsync().WithTimeout();
        Assert.Equal(after, await BackgroundAsync(session));
    }

    [SkippableFact]
    public async Task EveryPage_PhoneWidth_FitsAndComplainsOfNothing()
    {
        await using Session session = await OpenAsync("/", 390, 844);
        foreach ((string name, string path) in Scene.Pages())
        {
            await session.Page.GotoAsync(Url(path)).WithTimeout();
            Assert.False(await session.ScrollsSidewaysAsync(), $"{name} is wider than the window");
        }
        session.AssertNoComplaints();
    }

    private static Task<string> BackgroundAsync(Session session) =>
        session.Page.EvaluateAsync<string>("getComputedStyle(document.documentElement).backgroundColor").WithTimeout();

    private async Task<Session> OpenAsync(string path, int width = 1440, int height = 900)
    {
        Session session = await chromium.OpenAsync(width, height);
        await session.Page.GotoAsync($"{Scene.LoginUrl}&returnUrl={Uri.EscapeDataString(path)}").WithTimeout();
        return session;
    }

    private string Url(string path) => new Uri(Scene.Dashboard.Pages, path).ToString();
}
