using System.Net.Sockets;
using Grpc.Net.Client;
using Microsoft.Playwright;

namespace Kws.AppHost.Tests;

/// <summary>What Aspire's dashboard shows of it. KWS_UPDATE_IMAGES=1 renews the documentation's pictures.</summary>
public sealed partial class MeshTests
{
    private static readonly string[] s_resources =
    [
        "bus", "postgres", "training", "featureextraction", "featureextraction-2", "audioinference", "visioninference",
            "tts", "trainingorchestrator", "gateway-data", "gateway", "demo-device",
    ];

    [SkippableFact]
    public async Task Resources_EveryOne_RunsAndIsHealthy()
    {
        var page = await mesh.OpenAsync("");
        // The device that signs needs photos.
        foreach (var resource in Directory.Exists(Repository.PathOf("..", "shared", "data"))
            ? [.. s_resources, "signing-device"]
            : s_resources)
            await MeshFixture.HealthyAsync(page, resource);

        // No browser opens a gRPC port; and nothing asks for a certificate that nothing uses.
        var row = MeshFixture.RowOf(page, "audioinference");
        await Assertions.Expect(row.GetByText("gRPC localhost:")).ToBeVisibleAsync()
            .WithTimeout(MeshFixture.PagePatience);
        await Assertions.Expect(row.GetByRole(AriaRole.Link)
            .Filter(new() { HasText = "localhost" })).ToHaveCountAsync(0).WithTimeout(MeshFixture.PagePatience);
        await Assertions.Expect(page.GetByText("certificate")).ToHaveCountAsync(0)
            .WithTimeout(MeshFixture.PagePatience);
        await KeepAsync(page, "resources.png");
    }

    // Where IPv6 is switched off, as in many containers, who listens on ::1 alone does not start.
    [SkippableFact]
    public void Listeners_OfEveryProcess_AreOnIPv4()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "listeners are read from /proc");
        var listeners = ProcessListeners.Of(mesh.AppHost.Processes().Select(process => process.Id));
        Assert.Contains(listeners, listener => listener.AddressFamily == AddressFamily.InterNetwork);
        var onIPv4 = listeners.Where(listener => !ProcessListeners.IsOfIPv6Alone(listener))
            .Select(listener => listener.Port).ToHashSet();
        Assert.DoesNotContain(listeners, listener => !onIPv4.Contains(listener.Port));
    }

    [SkippableFact]
    public async Task ConsoleLogs_OfAService_ShowWhatItWrote()
    {
        var page = await mesh.OpenAsync("consolelogs/resource/featureextraction");
        await Assertions.Expect(page.GetByText("Now listening on").First).ToBeVisibleAsync()
            .WithTimeout(MeshFixture.PagePatience);
    }

    [SkippableFact]
    public async Task StructuredLogs_OfAService_ShowItsEntries()
    {
        var page = await mesh.OpenAsync("structuredlogs/resource/visioninference");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "is active:" }).First)
            .ToBeVisibleAsync().WithTimeout(MeshFixture.PagePatience);
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    public async Task Trace_OfSpokenWords_LeadsFromTheDeviceToFeatureExtraction()
    {
        var page = await mesh.FollowAsync(
            "traces/resource/demo-device", SpokenWords, page => Span(page, "features of a stream"));
        foreach (var span in (string[])["demo-device", "audioinference", "keyword"])
            await Assertions.Expect(Span(page, span)).ToBeVisibleAsync().WithTimeout(MeshFixture.PagePatience);
        await KeepAsync(page, "mesh.png");

        static ILocator SpokenWords(IPage page)
        {
            var row = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "KeywordSpotter/Spot" });
            foreach (var resource in (string[])["demo-device", "audioinference", "featureextraction"])
                row = row.Filter(new() { HasText = resource });
            return row.First.Locator(".trace-name-container");
        }

        static ILocator Span(IPage page, string name) =>
            page.GetByRole(AriaRole.Row).Filter(new() { HasText = name }).First;
    }

    [SkippableTheory]
    [InlineData("featureextraction", "kws.features.frames")]
    [InlineData("featureextraction-2", "kws.features.frames")]
    [InlineData("audioinference", "kws.rpc.open")]
    public async Task Metrics_OfEveryInstance_CountItsWork(string resource, string instrument)
    {
        using var channel = GrpcChannel.ForAddress(mesh.AppHost.AudioInference);
        var page = await mesh.OpenAsync($"metrics/resource/{resource}");
        using var seen = new CancellationTokenSource();
        var streams = StreamUntilAsync(channel, seen.Token);

        try
        {
            await Assertions.Expect(page.GetByText(instrument, new() { Exact = true })).ToBeVisibleAsync()
                .WithTimeout(MeshFixture.PagePatience);
        }
        finally
        {
            await seen.CancelAsync();
        }
        await streams.WithTimeout();
    }

    // A counter is there once it has counted. Streams at the same time are spread over both instances, once both are
    // reached.
    private static async Task StreamUntilAsync(GrpcChannel channel, CancellationToken seen)
    {
        while (!seen.IsCancellationRequested)
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => SpotStream.StreamAsync(channel, seconds: 1)));
            await Task.Delay(TimeSpan.FromSeconds(2), seen).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task KeepAsync(IPage page, string picture)
    {
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_IMAGES") == "1")
            await page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Repository.PathOf("docs", "images", picture) }).WithTimeout();
    }
}
