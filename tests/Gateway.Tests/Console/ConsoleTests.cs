using System.Text.RegularExpressions;
using Kws.Gateway.Tests.Hosts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kws.Gateway.Tests.Console;

/// <summary>The console as somebody uses it, in a real browser. <c>KWS_UPDATE_DOCS=1</c> renews the documentation's
/// pictures.</summary>
[Collection(nameof(MeshBehind))]
public sealed partial class ConsoleTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    private const int RateHz = 16_000;

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => console.CloseAsync();

    [SkippableFact]
    public async Task Listen_WordIsSaid_ShowsItWithScoreAndDelay()
    {
        var page = await ListeningAsync();

        var heard = page.Locator("#heard li").First;
        await Expect(heard).ToContainTextAsync(ConsoleFixture.SpokenWord).WithTimeout();
        await Expect(heard).ToContainTextAsync("score").WithTimeout();
        await Expect(heard).ToContainTextAsync(" ms").WithTimeout();
        await Expect(page.Locator("#listen-state")).ToContainTextAsync("Listening with small").WithTimeout();
        Assert.True(await page.EvaluateAsync<int>("""
            () => {
              const canvas = document.getElementById("mel");
              const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
              return new Set(pixels.filter((_, i) => i % 4 === 0)).size;
            }
            """).WithTimeout() > 20, "the log-mel picture shows nothing");
        await page.KeepPictureAsync("console-listen");
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Listen_ConnectionBreaks_ResumesTheRecordingAndHearsOn()
    {
        const int AcknowledgedBefore = 18;
        const int HeardAfter = 2;
        var page = await console.OpenAsync("/");
        var frames = new ListenFrames(page);
        var heard = page.Locator("#heard li");
        await StartListeningAsync(page);
        await Eventually.BeAsync(() => frames.Acknowledged >= AcknowledgedBefore, "nine seconds heard");
        var before = await heard.CountAsync().WithTimeout();

        await page.EvaluateAsync("() => sockets.at(-1).close()").WithTimeout();
        await Eventually.BeAsync(() => frames.Configs.Count > 1, "another connection");
        await Eventually.BeAsync(async () => await heard.CountAsync() >= before + HeardAfter, "words after the break");

        var (first, second) = (frames.Configs[0], frames.Configs[1]);
        Assert.Equal(first.GetProperty("recording_id").GetString(), second.GetProperty("recording_id").GetString());
        Assert.Equal(0, first.GetProperty("resume_sample").GetInt64());
        Assert.True(second.GetProperty("resume_sample").GetInt64() > 0, "it did not resume");
        await Expect(page.Locator("#listen-state")).ToContainTextAsync("Listening with").WithTimeout();
        await page.Locator("#listen-button").ClickAsync().WithTimeout();
        await Expect(page.Locator("#listen-state")).ToHaveTextAsync("The microphone is off.").WithTimeout();
        // Each spoken word once, whether it was told once or, before and after the break, twice.
        (string Id, long Start)[] spoken =
            [.. frames.Words.DistinctBy(word => word.Id).OrderBy(word => word.Start)];
        await Expect(heard).ToHaveCountAsync(spoken.Length).WithTimeout();
        Assert.All(spoken.Zip(spoken.Skip(1)), words =>
            Assert.True(words.Second.Start - words.First.Start > RateHz, $"heard twice: {words}"));
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Listen_SensitivityIsLowered_RestartsAndShowsNearMisses()
    {
        var page = await console.OpenAsync("/");
        var frames = new ListenFrames(page);
        await StartListeningAsync(page);
        await Expect(page.Locator("#listen-state")).ToContainTextAsync("Listening with").WithTimeout();

        await page.UseAsync($"input[data-label={ConsoleFixture.SpokenWord}]", "End");

        await Eventually.BeAsync(() => frames.Configs.Count > 1, "a second stream");
        Assert.Contains($"\"label\":\"{ConsoleFixture.SpokenWord}\",\"threshold\":1}}",
            frames.Configs[^1].GetRawText(), StringComparison.Ordinal);
        var near = page.Locator("#near li", new() { HasText = "of 1.00" }).First;
        await Expect(near).ToContainTextAsync(ConsoleFixture.SpokenWord).WithTimeout();
        await Expect(near).ToContainTextAsync(NearMiss()).WithTimeout();
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Signs_WordIsSpelled_ShowsItAndSpeaksIt()
    {
        Skip.IfNot(console.IsSigning, "there are no photos to sign with");
        var page = await console.OpenAsync("/signs");
        await Expect(page.Locator("#signs[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await page.Locator("#signs-button").ClickAsync().WithTimeout();

        await Expect(page.Locator("#spelled")).ToContainTextAsync("HELLO").WithTimeout();
        await Expect(page.Locator("#words li").First).ToContainTextAsync("HELLO").WithTimeout();
        await Expect(page.Locator("#signs[data-played]")).ToBeVisibleAsync().WithTimeout();
        console.AssertNoOffence();
    }

    // A signer who holds a letter, lowers the hand and holds the next.
    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Signs_HandIsFound_IsFramedWithinThePartThatIsSentUntilItIsGone()
    {
        Skip.IfNot(console.IsSigning, "there are no photos to sign with");
        var page = await console.OpenAsync("/signs");
        await Expect(page.Locator("#signs[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await Expect(page.Locator("#hand")).ToBeHiddenAsync().WithTimeout();
        await page.Locator("#signs-button").ClickAsync().WithTimeout();

        await Expect(page.Locator("#hand")).ToBeVisibleAsync().WithTimeout();
        var (hand, sent) = (await BoxOfAsync(page, "#hand"), await BoxOfAsync(page, "#region"));
        Assert.InRange(hand.X, sent.X - 5, sent.X + sent.Width);
        Assert.InRange(hand.X + hand.Width, hand.X + 20, sent.X + sent.Width + 5);
        Assert.InRange(hand.Y, sent.Y - 5, sent.Y + sent.Height);
        Assert.InRange(hand.Y + hand.Height, hand.Y + 20, sent.Y + sent.Height + 5);

        await Expect(page.Locator("#hand")).ToBeHiddenAsync().WithTimeout();
        await Expect(page.Locator("#hand")).ToBeVisibleAsync().WithTimeout();
        await page.Locator("#signs-button").ClickAsync().WithTimeout();
        await Expect(page.Locator("#hand")).ToBeHiddenAsync().WithTimeout();
        console.AssertNoOffence();
    }

    [SkippableFact]
    public async Task Try_Recording_ShowsItsLabels()
    {
        var clip = ConsoleFixture.Clip("yes");
        var page = await console.OpenAsync("/try");
        await page.Locator("input[type=file]:enabled").SetInputFilesAsync(clip).WithTimeout();

        await Expect(page.Locator("#answer")).ToHaveTextAsync("yes").WithTimeout();
        await Expect(page.Locator("#preview audio")).ToBeVisibleAsync().WithTimeout();
        await page.KeepPictureAsync("console-try");
        console.AssertNoOffence();
    }

    [SkippableFact]
    public async Task Try_Photo_ShowsItsLetter()
    {
        var page = await console.OpenAsync("/try");
        await page.Locator("input[type=file]:enabled").SetInputFilesAsync(await console.PhotoAsync('L')).WithTimeout();

        await Expect(page.Locator("#answer")).ToHaveTextAsync("L").WithTimeout();
        await Expect(page.Locator("#preview img")).ToBeVisibleAsync().WithTimeout();
    }

    [SkippableFact]
    public async Task Try_NeitherOfBoth_SaysWhatIsWrongAndWhatToDo()
    {
        var page = await console.OpenAsync("/try");
        await page.Locator("input[type=file]:enabled").SetInputFilesAsync(new FilePayload
        {
            Name = "notes.txt",
            MimeType = "text/plain",
            Buffer = [.. "not audio"u8],
        }).WithTimeout();

        await Expect(page.Locator(".notice.bad .notice-next")).ToContainTextAsync("try again").WithTimeout();
    }

    [SkippableFact]
    public async Task Speak_ByKeyboardAlone_IsPlayedAndSaved()
    {
        var page = await console.OpenAsync("/speak");
        await page.LivesAsync();
        await page.UseAsync("#speak-text", "Control+A");
        await page.Keyboard.TypeAsync("Good morning.").WithTimeout();
        var voice = await page.Locator("#speak select").InputValueAsync().WithTimeout();
        await page.UseAsync("#speak select", "ArrowDown");
        await Expect(page.Locator("#speak select")).Not.ToHaveValueAsync(voice).WithTimeout();
        await page.Keyboard.PressAsync("ArrowUp").WithTimeout();
        await page.UseAsync("#speak input[type=range]", "ArrowRight");
        await Expect(page.GetByText("Words a minute: 180")).ToBeVisibleAsync().WithTimeout();
        await page.Keyboard.PressAsync("ArrowLeft").WithTimeout();
        await page.UseAsync("#speak button[type=submit]", "Enter");

        await Expect(page.Locator("#spoken audio[data-played]")).ToBeVisibleAsync().WithTimeout();
        await page.KeepPictureAsync("console-speak");
        var download = await page.RunAndWaitForDownloadAsync(() => page.UseAsync("#speak section button", "Space"))
            .WithTimeout();
        var wav = await File.ReadAllBytesAsync(await download.PathAsync().WithTimeout());
        Assert.Equal("RIFF", System.Text.Encoding.ASCII.GetString(wav, 0, 4));
        Assert.True(wav.Length > 20_000, $"{wav.Length} bytes");
        await page.TabThroughAsync("#speak");
        console.AssertNoOffence();
    }

    // Its score, its threshold, and what else it may have been.
    [GeneratedRegex(@"\d\.\d\d of 1\.00.*rather \w+ \d\.\d\d", RegexOptions.Singleline)]
    private static partial Regex NearMiss();

    private static async Task<LocatorBoundingBoxResult> BoxOfAsync(IPage page, string locator) =>
        Assert.IsType<LocatorBoundingBoxResult>(await page.Locator(locator).BoundingBoxAsync().WithTimeout());

    private async Task<IPage> ListeningAsync()
    {
        var page = await console.OpenAsync("/");
        await StartListeningAsync(page);
        return page;
    }

    private static async Task StartListeningAsync(IPage page)
    {
        await Expect(page.Locator("#listen[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await page.Locator("#listen-button").ClickAsync().WithTimeout();
    }
}
