using System.Globalization;
using System.Text.Json;
using Kws.Audio;
using Kws.Gateway.Tests.Hosts;
using Kws.Storage;
using Kws.Storage.Recordings;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kws.Gateway.Tests.Console;

public sealed partial class ConsoleTests
{
    private static readonly string[] s_pages =
    [
        "/", "/signs", "/try", "/speak", "/train", "/data-sets", "/jobs", "/models", "/recordings", "/devices", "/live",
    ];

    [SkippableFact]
    public async Task Pages_OnAPhoneInTheDark_FitAndAreDark()
    {
        var page = await console.OpenAsync("/", options =>
        {
            options.ViewportSize = new ViewportSize { Width = 390, Height = 844 };
            options.ColorScheme = ColorScheme.Dark;
        });
        foreach (var path in s_pages)
        {
            await page.GotoAsync(new Uri(console.Gateway.Http.BaseAddress!, path).ToString()).WithTimeout();
            await page.LivesAsync();
            var wide = await page.EvaluateAsync<int>(
                "() => document.documentElement.scrollWidth - document.documentElement.clientWidth").WithTimeout();
            Assert.True(wide <= 0, $"{path} is {wide} pixels too wide");
            Assert.Equal("rgb(14, 19, 18)", await page.EvaluateAsync<string>(
                "() => getComputedStyle(document.documentElement).backgroundColor").WithTimeout());
            if (path == "/")
                await page.KeepPictureAsync("console-phone");
        }
        console.AssertNoOffence();
    }

    [SkippableFact]
    public async Task Pages_ByKeyboardAlone_AreReachedAndUsed()
    {
        var page = await console.OpenAsync("/");
        await page.LivesAsync();
        await page.TabToAsync("#menu a[href='/try']");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Try").WithTimeout();
        await page.TabToAsync("#try input[type=file]");

        await page.TabToAsync("#menu a[href='/']", "Shift+Tab");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.Locator("#listen[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await page.TabToAsync("#listen-button");
        await page.Keyboard.PressAsync("Space").WithTimeout();
        await Expect(page.Locator("#listen-button")).ToHaveAttributeAsync("aria-pressed", "true").WithTimeout();
        await page.Keyboard.PressAsync("Space").WithTimeout();
        await Expect(page.Locator("#listen-state")).ToHaveTextAsync("The microphone is off.").WithTimeout();
        await page.TabThroughAsync("#listen");

        await page.TabToAsync("#menu a[href='/signs']", "Shift+Tab");
        await page.Keyboard.PressAsync("Enter").WithTimeout();
        await Expect(page.Locator("#signs[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await page.UseAsync("#signs-button", "Space");
        await Expect(page.Locator("#signs-state")).ToHaveTextAsync("Reading").WithTimeout();
        await page.UseAsync("#place", "End");
        await Expect(page.Locator("#place")).ToHaveValueAsync("all").WithTimeout();
        await page.UseAsync("#aloud", "ArrowDown");
        await Expect(page.Locator("#aloud")).ToHaveValueAsync("letters").WithTimeout();
        await page.TabThroughAsync("#signs");
        await page.UseAsync("#signs-button", "Enter");
        await Expect(page.Locator("#signs-state")).ToHaveTextAsync("The camera is off.").WithTimeout();
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Pages_ServicesAreAway_SayWhatToDo()
    {
        await using var alone = await GatewayHost.StartAsync(
            [
                GatewayHost.WithConsole,
                .. ((string[])["audioinference", "visioninference", "tts", "trainingorchestrator"])
                    .Select(name => MeshBehind.Setting(name, FreePort.Address())),
            ]);
        var page = await console.OpenAsync("/", gateway: alone.Http.BaseAddress);
        foreach (var (path, service) in ((string, string)[])
            [("/", "The keyword spotter"), ("/speak", "The speech service"), ("/models", "The trainer")])
        {
            await page.GotoAsync(new Uri(alone.Http.BaseAddress!, path).ToString()).WithTimeout();
            await Expect(page.Locator(".notice.bad")).ToContainTextAsync($"{service} is away.").WithTimeout();
            await Expect(page.GetByText("Try again", new() { Exact = true })).ToBeVisibleAsync().WithTimeout();
        }
    }

    [SkippableFact]
    public async Task Page_Headers_AllowNothingFromElsewhere()
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        using var page = await console.Gateway.Http.GetAsync("/").WithTimeout();

        var policy = page.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", page.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", page.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("microphone=(self)", page.Headers.GetValues("Permissions-Policy").Single(),
            StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Pages_AddressThatIsNone_SaySoWithStatus404()
    {
        var page = await console.OpenAsync("/try");

        var answer = await page.GotoAsync(new Uri(console.Gateway.Http.BaseAddress!, "/nothing").ToString())
            .WithTimeout();

        Assert.Equal(404, answer?.Status);
        await Expect(page.Locator("h1")).ToHaveTextAsync("There is no such page").WithTimeout();
        // Drawn anew by then, once its circuit is there.
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle).WithTimeout();
        await Expect(page.Locator("#menu")).ToBeVisibleAsync().WithTimeout();
        await page.GetByText("Go to Listen").ClickAsync().WithTimeout();
        await Expect(page.Locator("#listen[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Recordings_ByKeyboardAlone_ClipIsFoundPlayedAndDeleted()
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        await StoreClipAsync("stop", "kitchen");
        var page = await console.OpenAsync("/recordings");
        var row = page.Locator("tr", new() { HasText = "kitchen" });

        await Expect(row).ToContainTextAsync("0.91").WithTimeout();
        await page.TabToAsync("#recordings label:first-child select");
        await page.Keyboard.TypeAsync("stop").WithTimeout();
        await Expect(page.Locator("#recordings tbody tr")).ToHaveCountAsync(1).WithTimeout();
        await page.UseAsync("button[aria-label='Play stop']", "Enter");
        await Expect(page.Locator("#player audio[data-played]")).ToBeVisibleAsync().WithTimeout();
        Assert.Contains(console.Gateway.Logs.Lines, line => line.Message.StartsWith(
            "Audit: Downloaded recordings/stop/2026-05-04/kitchen.wav by ", StringComparison.Ordinal));
        await page.TabThroughAsync("#recordings");
        await page.UseAsync("button[aria-label='Delete this clip']", "Space");
        await Expect(row).ToHaveCountAsync(0).WithTimeout();
        Assert.Null(await Archive.FindAsync("recordings/stop/2026-05-04/kitchen.wav").WithTimeout());
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Recordings_ClipWasAnotherWord_IsACorrectionOfTheDataSet()
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        await ToneArchive.ImportAsync(console.Gateway, "tones");
        await StoreClipAsync("yes", "porch");
        await StoreClipAsync("no", "cellar");
        var page = await console.OpenAsync("/recordings");
        var porch = page.Locator("tr", new() { HasText = "porch" });

        await page.GetByLabel("Corrections go into").SelectOptionAsync("tones").WithTimeout();
        await Expect(porch).ToBeVisibleAsync().WithTimeout();
        var mark = porch.GetByRole(AriaRole.Button, new() { Name = "Mark what yes really was" });
        await Expect(mark).ToBeDisabledAsync().WithTimeout();
        await page.UseAsync("tr:has(button[aria-label='Play yes']) select", "ArrowDown");
        await Expect(mark).ToBeEnabledAsync().WithTimeout();
        await page.Keyboard.PressAsync("ArrowUp").WithTimeout();
        await Expect(mark).ToBeDisabledAsync().WithTimeout();
        await page.Keyboard.PressAsync("n").WithTimeout();
        await Expect(mark).ToBeEnabledAsync().WithTimeout();
        Assert.Equal("[]", await CorrectionsOfTonesAsync());
        await page.UseAsync("button[aria-label='Mark what yes really was']", "Enter");

        await Expect(page.GetByText("The clip is marked as no for tones.")).ToBeVisibleAsync().WithTimeout();
        var corrections = JsonElement.Parse(await CorrectionsOfTonesAsync());
        var correction = Assert.Single(corrections.EnumerateArray());
        Assert.Equal(("recordings/yes/2026-05-04/porch.wav", "no"),
            (correction.GetProperty("key").GetString(), correction.GetProperty("label").GetString()));

        await page.GetByRole(AriaRole.Link, new() { Name = "Data sets" }).ClickAsync().WithTimeout();
        var take = page.Locator("tr", new() { HasText = "tones" }).GetByText("Take corrections");
        await take.ClickAsync().WithTimeout();
        await Expect(page.GetByText("Version 2 of tones has 1 correction.")).ToBeVisibleAsync().WithTimeout();
        var corrected = page.Locator("tr", new() { HasText = "tones version 2" });
        await corrected.GetByText("2 labels").ClickAsync().WithTimeout();
        await Expect(corrected).ToContainTextAsync("no: 5 to train").WithTimeout();
        await take.ClickAsync().WithTimeout();
        await Expect(page.GetByText("No correction waits for tones.")).ToBeVisibleAsync().WithTimeout();
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Recordings_AnswerComesAfterTheNextKey_TheLastChoiceStands()
    {
        Skip.IfNot(ConsoleBrowser.IsInstalled, "no Chromium is installed");
        await StoreClipAsync("yes", "porch");
        await StoreClipAsync("no", "cellar");
        var page = await console.OpenAsync("/recordings");
        await page.LivesAsync();
        var choice = page.Locator("tr:has(button[aria-label='Play yes']) select");
        await page.TabToAsync("tr:has(button[aria-label='Play yes']) select");

        await page.EvaluateAsync("() => { window.late = []; }").WithTimeout();
        await page.Keyboard.PressAsync("ArrowDown").WithTimeout();
        await page.WaitForFunctionAsync("() => late.length > 0").WithTimeout();
        await page.EvaluateAsync("() => { window.first = late.splice(0); }").WithTimeout();
        await page.Keyboard.PressAsync("ArrowUp").WithTimeout();
        Assert.Equal("", await choice.EvaluateAsync<string>("""
            async select => {
              first.forEach(answer => answer());
              await new Promise(done => setTimeout(done, 50));
              return select.value;
            }
            """).WithTimeout());

        await page.EvaluateAsync("() => { late.forEach(answer => answer()); late = null; }").WithTimeout();
        await page.Keyboard.PressAsync("n").WithTimeout();
        await Expect(choice).ToHaveValueAsync("no").WithTimeout();
        await Expect(page.Locator("button[aria-label='Mark what yes really was']")).ToBeEnabledAsync().WithTimeout();
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task DataSets_Archive_IsImportedAndTrainedOnUntilTheJobIsCancelled()
    {
        var page = await console.OpenAsync("/data-sets");
        await page.GetByLabel("Name").FillAsync("bells").WithTimeout();
        await page.Locator("input[type=file]").SetInputFilesAsync(new FilePayload
        {
            Name = "bells.zip",
            MimeType = "application/zip",
            Buffer = ToneArchive.Create(),
        }).WithTimeout();
        await page.GetByText("Import", new() { Exact = true }).ClickAsync().WithTimeout();
        await Expect(page.GetByText("bells has version 1: 16 files of 2 labels.")).ToBeVisibleAsync().WithTimeout();

        await page.Locator("tr", new() { HasText = "bells" }).GetByText("Train on it").ClickAsync().WithTimeout();
        await Expect(page.Locator("#train[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await page.GetByLabel("Added to").SelectOptionAsync("").WithTimeout();
        await page.GetByLabel("Settings of the recipe").FillAsync("epochs=1000, pause=0.2").WithTimeout();
        await page.Locator("#start-training").ClickAsync().WithTimeout();
        await Expect(page.Locator("#job[data-job-state=training]")).ToContainTextAsync("of 1000").WithTimeout();
        await page.GetByText("Cancel the job").ClickAsync().WithTimeout();

        await Expect(page.Locator("#job[data-job-state=cancelled]")).ToBeVisibleAsync().WithTimeout();
        await Expect(page.GetByText("Cancel the job")).ToHaveCountAsync(0).WithTimeout();
        await page.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).ClickAsync().WithTimeout();
        await Expect(page.Locator("tr", new() { HasText = "bells" })).ToContainTextAsync("cancelled").WithTimeout();
        console.AssertNoOffence();
    }

    [SkippableFact]
    public async Task Live_StreamIsWatched_IsShownAndItsDeviceIsTold()
    {
        var device = await console.OpenAsync("/signs");
        await Expect(device.Locator("#signs[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await device.Locator("#signs-button").ClickAsync().WithTimeout();
        await Expect(device.Locator("#signs-state")).ToHaveTextAsync("Reading").WithTimeout();
        await Expect(device.Locator(".watched")).ToBeHiddenAsync().WithTimeout();

        var page = await console.OpenAsync("/live");
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch" }).First.ClickAsync().WithTimeout();
        await Expect(page.Locator("#live-picture img")).ToBeVisibleAsync().WithTimeout();
        await Expect(device.Locator(".watched")).ToContainTextAsync("watches this stream").WithTimeout();

        await page.GetByText("Stop watching").ClickAsync().WithTimeout();
        await Expect(device.Locator(".watched")).ToBeHiddenAsync().WithTimeout();
        console.AssertNoOffence();
    }

    private const double SilentDecibels = -50;
    private const double SpokenDecibels = -35;

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Live_ListeningDeviceIsWatched_ShowsItsLevelAndWordsAndTellsIt()
    {
        var device = await ListeningAsync();
        await Expect(device.Locator("#listen-state")).ToContainTextAsync("Listening with").WithTimeout();
        await Expect(device.Locator(".watched")).ToBeHiddenAsync().WithTimeout();

        var page = await console.OpenAsync("/live");
        await page.GetByRole(AriaRole.Button, new() { Name = "Watch" }).First.ClickAsync().WithTimeout();
        var level = page.Locator("#watched meter");
        await Expect(level).ToBeVisibleAsync().WithTimeout();
        await Expect(device.Locator(".watched")).ToContainTextAsync("watches this stream").WithTimeout();

        // Between the words it is silent.
        await Eventually.BeAsync(async () => await LevelAsync(level) < SilentDecibels, "a silent moment");
        await Eventually.BeAsync(async () => await LevelAsync(level) > SpokenDecibels, "a spoken moment");
        await Expect(page.Locator("#watched .events li").First).ToHaveTextAsync(ConsoleFixture.SpokenWord)
            .WithTimeout();

        await page.GetByText("Stop watching").ClickAsync().WithTimeout();
        await Expect(page.Locator("#watched")).ToBeHiddenAsync().WithTimeout();
        await Expect(device.Locator(".watched")).ToBeHiddenAsync().WithTimeout();
        console.AssertNoOffence();
    }

    private static async Task<double> LevelAsync(ILocator level) => double.Parse(
        (await level.GetAttributeAsync("value").WithTimeout())!, CultureInfo.InvariantCulture);

    private Task<string> CorrectionsOfTonesAsync() =>
        console.Gateway.Http.GetStringAsync("/v1/datasets/tones/corrections").WithTimeout();

    private RecordingArchive Archive => new(new DirectoryObjectStore(console.Store));

    // A clip of silence with the device's name.
    private Task StoreClipAsync(string label, string device) => Archive.StoreAsync(new RecordedClip
    {
        Id = device,
        Label = label,
        Confidence = 0.91f,
        DeviceId = device,
        RecordedAt = DateTimeOffset.Parse("2026-05-04T10:00:00Z", CultureInfo.InvariantCulture),
        SampleRateHz = RateHz,
        FirstSample = 0,
        StartSample = 1000,
        EndSample = 9000,
        ModelName = "small",
        ModelVersion = "1.3.0",
    }, WavWriter.ToPcm16(RateHz, new float[RateHz])).WithTimeout();
}
