using Kws.Cli.Tests;
using Kws.Gateway.Tests.Hosts;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Kws.Gateway.Tests.Console;

/// <summary>Words that are taught in the console. What is promoted here is served to nobody else.</summary>
[Collection(nameof(MeshBehind))]
public sealed class ConsoleTrainingTests(ConsoleFixture console) : IClassFixture<ConsoleFixture>, IAsyncLifetime
{
    // Somebody who says something when the page asks for it.
    private const string SayWhenAsked = """
        navigator.mediaDevices.getUserMedia = async () => {
          const context = new AudioContext();
          const [voice, loudness, microphone] =
            [context.createOscillator(), context.createGain(), context.createMediaStreamDestination()];
          voice.frequency.value = 300;
          loudness.gain.value = 0;
          voice.connect(loudness).connect(microphone);
          voice.start();
          let asked = false;
          new MutationObserver(() => {
            const asks = document.getElementById("countdown").textContent === "Say it";
            if (asks && !asked) {
              loudness.gain.setValueAtTime(0.4, context.currentTime + 0.4);
              loudness.gain.setValueAtTime(0, context.currentTime + 0.9);
            }
            asked = asks;
          }).observe(document.getElementById("countdown"), { childList: true, characterData: true, subtree: true });
          return microphone.stream;
        };
        """;

    private static readonly TimeSpan s_trainingPatience = TimeSpan.FromMinutes(4);

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => console.CloseAsync();

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Train_WordIsSpoken_IsTrainedComparedAndServedUntilAnotherIs()
    {
        var page = await console.OpenAsync("/train");
        await Expect(page.Locator("#train[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await page.GetByText("Let it be spoken", new() { Exact = true }).ClickAsync().WithTimeout();
        await page.Locator("#word").FillAsync("lights on").WithTimeout();
        await page.GetByLabel("Talk without the word").SelectOptionAsync("1").WithTimeout();
        await page.GetByLabel("Settings of the recipe").FillAsync(
            $"epochs=6, pause=0.2, model={Repository.PathOf("tests/Kws.TestSupport/Training/small-lights-on")}")
            .WithTimeout();
        await page.Locator("#start-training").ClickAsync().WithTimeout();

        await Expect(page.Locator("#job[data-job-state=published]"))
            .ToBeVisibleAsync(new() { Timeout = (float)s_trainingPatience.TotalMilliseconds })
            .WithTimeout(s_trainingPatience);
        await Expect(page.Locator("#comparison")).ToContainTextAsync("accuracy").WithTimeout();
        await Expect(page.Locator("#confusions figure")).ToHaveCountAsync(2).WithTimeout();
        await Expect(page.Locator("#confusions figure").First).ToContainTextAsync("small-lights-on").WithTimeout();
        // A path of this machine.
        await page.GetByLabel("Settings of the recipe").FillAsync("").WithTimeout();
        await page.KeepPictureAsync("console-train", isWhole: true);
        await page.Locator("#promote").ClickAsync().WithTimeout();
        await Expect(page.Locator("#promotion[data-promotion-state=done]")).ToBeVisibleAsync().WithTimeout();

        await page.GotoAsync(new Uri(console.Gateway.Http.BaseAddress!, "/models").ToString()).WithTimeout();
        await Expect(page.GetByText("small-lights-on").First).ToBeVisibleAsync().WithTimeout();
        await Expect(page.Locator("tr", new() { HasText = "small-lights-on" })).ToContainTextAsync("served")
            .WithTimeout();
        await ServeAnotherAndRollBackAsync(page);
        await page.GetByRole(AriaRole.Link, new() { Name = "Jobs" }).ClickAsync().WithTimeout();
        await page.Locator("tbody a").First.ClickAsync().WithTimeout();
        await Expect(page.Locator("#log")).ToContainTextAsync("\"event\": \"epoch\"").WithTimeout();
        console.AssertNoOffence();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Train_ByKeyboardAlone_TakesAreRecordedDeletedAndBecomeADataSet()
    {
        const int Takes = 6;
        var page = await console.OpenAsync("/train", sounds: SayWhenAsked);
        await Expect(page.Locator("#train[data-ready=true]")).ToBeVisibleAsync().WithTimeout();
        await page.UseAsync("input[name=source]", "ArrowRight");
        await Expect(page.Locator("#record")).ToBeHiddenAsync().WithTimeout();
        await page.Keyboard.PressAsync("ArrowLeft").WithTimeout();
        await Expect(page.Locator("#record")).ToBeVisibleAsync().WithTimeout();
        await page.TabToAsync("#word");
        await page.Keyboard.TypeAsync("marvin").WithTimeout();
        await page.UseAsync("#record", "Space");
        await Expect(page.Locator("#takes li.good")).ToHaveCountAsync(Takes).WithTimeout();
        await page.Keyboard.PressAsync("Space").WithTimeout();
        await page.KeepPictureAsync("console-record", isWhole: true);
        await page.UseAsync("#takes li.good button.danger", "Enter");
        await Expect(page.Locator("#takes li.good")).ToHaveCountAsync(Takes - 1).WithTimeout();

        await page.UseAsync("#train input[type=checkbox]", "Space");
        await Expect(page.Locator("#train input[type=checkbox]")).Not.ToBeCheckedAsync().WithTimeout();
        await page.UseAsync("#train select:has(option[value='30'])", "Home");
        await page.TabThroughAsync("#train");
        await page.UseAsync("#start-training", "Enter");
        await Expect(page.Locator("#job")).ToBeVisibleAsync(
            new() { Timeout = (float)s_trainingPatience.TotalMilliseconds }).WithTimeout(s_trainingPatience);

        var set = await console.Gateway.Http.GetStringAsync("/v1/datasets/marvin").WithTimeout();
        Assert.Matches("""\{"label":"marvin","training":5,"validation":[1-9]""", set);
    }

    [SkippableFact]
    public async Task Train_TakesThatAreNoGood_AreTold()
    {
        var page = await console.OpenAsync("/train");
        var faults = await page.EvaluateAsync<string?[]>("""
            async () => {
              const { faultOf } = await import("/console/train.js");
              const take = (peak, first, last) => Int16Array.from({ length: 24000 }, (_, i) =>
                i >= first && i < last ? Math.round(peak * Math.sin(i / 5)) : 0);
              return [[take(8000, 6000, 16000), 0], [take(300, 6000, 16000), 0], [take(32000, 6000, 16000), 200],
                [take(8000, 0, 9000), 0], [take(8000, 15000, 24000), 0]].map(([samples, clipped]) =>
                  faultOf(samples, clipped) ?? "good");
            }
            """).WithTimeout();

        Assert.Collection(faults,
            fault => Assert.Equal("good", fault),
            fault => Assert.StartsWith("too quiet", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("too loud", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("cut off", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith("cut off", fault, StringComparison.Ordinal));
    }

    private async Task ServeAnotherAndRollBackAsync(IPage page)
    {
        // Through the gateway, as a package from elsewhere: it is there without a training.
        var published = await KwsRun.WithAsync("models", "publish",
            Repository.PathOf("models/keyword-spotting/tiny/1.3.2"), "--training-server",
            $"http://{console.Gateway.Channel.Target}").WithTimeout();
        Assert.True(published.ExitCode == 0, published.Error);
        await page.ReloadAsync().WithTimeout();
        var (spoken, tiny) = (page.Locator("tr", new() { HasText = "small-lights-on" }),
            page.Locator("tr", new() { HasText = "tiny" }));

        await tiny.GetByText("Serve it").ClickAsync().WithTimeout();
        await Expect(page.Locator("#promotion[data-promotion-state=done]")).ToContainTextAsync("tiny").WithTimeout();
        await Expect(tiny).ToContainTextAsync("served").WithTimeout();
        await Expect(spoken).Not.ToContainTextAsync("served").WithTimeout();

        await page.GetByText("Roll back").ClickAsync().WithTimeout();
        await Expect(page.Locator("#promotion[data-promotion-state=done]")).ToContainTextAsync("small-lights-on")
            .WithTimeout();
        await Expect(spoken).ToContainTextAsync("served").WithTimeout();
        await Expect(tiny).Not.ToContainTextAsync("served").WithTimeout();
    }
}
