using System.Net.Sockets;
using Grpc.Core;
using Grpc.Net.Client;
using Microsoft.Playwright;

namespace Kws.AppHost.Tests.Dashboard;

/// <summary>The AppHost as its users run it, with what Aspire's dashboard shows them. KWS_UPDATE_IMAGES=1 renews the
/// documentation's pictures.</summary>
[TestCaseOrderer("Kws.AppHost.Tests.LastOnesLast", "AppHost.Tests")]
public sealed class DashboardTests(DashboardFixture dashboard) : IClassFixture<DashboardFixture>
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(150);

    private static readonly string[] s_resources =
    [
        "bus", "postgres", "training", "featureextraction", "featureextraction-2", "audioinference", "visioninference",
            "tts", "demo-device",
    ];

    [SkippableFact]
    public async Task Resources_EveryOne_RunsAndIsHealthy()
    {
        var page = await dashboard.OpenAsync("");
        // The device that signs needs photos.
        foreach (var resource in Directory.Exists(Repository.PathOf("..", "shared", "data"))
            ? [.. s_resources, "signing-device"]
            : s_resources)
        {
            var row = RowOf(page, resource);
            // Of what is not healthy the state says so: "Running (Unhealthy)".
            await Assertions.Expect(row.GetByText("Running", new() { Exact = true })).ToBeVisibleAsync()
                .WithTimeout(s_patience);
        }

        // No browser opens a gRPC port; and nothing asks for a certificate that nothing uses.
        await Assertions.Expect(RowOf(page, "audioinference").GetByText("gRPC localhost:")).ToBeVisibleAsync()
            .WithTimeout(s_patience);
        await Assertions.Expect(RowOf(page, "audioinference").GetByRole(AriaRole.Link)
            .Filter(new() { HasText = "localhost" })).ToHaveCountAsync(0).WithTimeout(s_patience);
        await Assertions.Expect(page.GetByText("certificate")).ToHaveCountAsync(0).WithTimeout(s_patience);
        await KeepAsync(page, "resources.png");
    }

    // Where IPv6 is switched off, as in many containers, who listens on ::1 alone does not start.
    [SkippableFact]
    public void Listeners_OfEveryProcess_AreOnIPv4()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "listeners are read from /proc");
        var listeners = ProcessListeners.Of(dashboard.AppHost.Processes().Select(process => process.Id));
        Assert.Contains(listeners, listener => listener.AddressFamily == AddressFamily.InterNetwork);
        var onIPv4 = listeners.Where(listener => !ProcessListeners.IsOfIPv6Alone(listener))
            .Select(listener => listener.Port).ToHashSet();
        Assert.DoesNotContain(listeners, listener => !onIPv4.Contains(listener.Port));
    }

    [SkippableFact]
    public async Task ConsoleLogs_OfAService_ShowWhatItWrote()
    {
        var page = await dashboard.OpenAsync("consolelogs/resource/featureextraction");
        await Assertions.Expect(page.GetByText("Now listening on").First).ToBeVisibleAsync().WithTimeout(s_patience);
    }

    [SkippableFact]
    public async Task StructuredLogs_OfAService_ShowItsEntries()
    {
        var page = await dashboard.OpenAsync("structuredlogs/resource/visioninference");
        await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = "is active:" }).First)
            .ToBeVisibleAsync().WithTimeout(s_patience);
    }

    [SkippableFact]
    public async Task Trace_OfSpokenWords_LeadsFromTheDeviceToFeatureExtraction()
    {
        var page = await dashboard.OpenAsync("traces/resource/demo-device");
        var trace = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "KeywordSpotter/Spot" })
            .Filter(new() { HasText = "audioinference" }).Filter(new() { HasText = "featureextraction" }).First;
        await trace.Locator(".trace-name-container").ClickAsync().WithTimeout(s_patience);
        foreach (var span in (string[])["demo-device", "audioinference", "keyword", "features of a stream"])
            await Assertions.Expect(page.GetByRole(AriaRole.Row).Filter(new() { HasText = span }).First)
                .ToBeVisibleAsync().WithTimeout(s_patience);
        await KeepAsync(page, "mesh.png");
    }

    [SkippableTheory]
    [InlineData("featureextraction", "kws.features.frames")]
    [InlineData("featureextraction-2", "kws.features.frames")]
    [InlineData("audioinference", "kws.rpc.open")]
    public async Task Metrics_OfEveryInstance_CountItsWork(string resource, string instrument)
    {
        // A counter is there once it has counted: both instances of FeatureExtraction serve.
        var page = await dashboard.OpenAsync($"metrics/resource/{resource}");
        await Assertions.Expect(page.GetByText(instrument, new() { Exact = true })).ToBeVisibleAsync()
            .WithTimeout(s_patience);
    }

    [SkippableFact]
    [Last(1)]
    public async Task SecondAppHost_OfTheSameFolderKilled_LeavesNoProcessAndTheFirstInPeace()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        var before = dashboard.AppHost.Processes().Count;
        using var device = new DemoWords(dashboard.AppHost.AudioInference);
        await using var second = new AppHostProcess(dashboard.StateFolder, "--DemoDevice:Enabled=false");
        // Its servers have their data elsewhere, its services their own ports: once all run nothing was in their way.
        await second.StartedAsync("beam.smp", "postgres", "FeatureExtraction", "AudioInference",
            "VisionInference", "Tts");
        second.Signal(AppHostProcess.SigKill);
        await second.NothingLeftAsync();
        await device.MustAllBeHeardAsync();
        // The device that speaks on and on comes and goes; what the mesh is made of stays.
        Assert.InRange(dashboard.AppHost.Processes().Count, before - 1, before + 1);
    }

    [SkippableFact]
    [Last(2)]
    public async Task CtrlC_WhileADeviceStreams_DrainsItsStreamAndLeavesNoProcess()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        using var channel = GrpcChannel.ForAddress(dashboard.AppHost.AudioInference);
        using var device = new SpotStream(channel);
        await device.OpenAsync();
        await device.SendAsync(seconds: 2);
        Assert.NotNull(await device.NextAcknowledgedAsync());

        dashboard.AppHost.Signal(AppHostProcess.SigInt);

        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await device.NextAcknowledgedAsync() is not null)
            {
            }
        });
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        // Broken off, it would not know where to go on.
        Assert.Contains(ended.Trailers, entry => entry.Key == "kws-resume-sample");
        await dashboard.AppHost.EndedAsync();
        await dashboard.AppHost.NothingLeftAsync();
    }

    private static ILocator RowOf(IPage page, string resource) =>
        page.GetByRole(AriaRole.Row).Filter(new() { Has = page.GetByText(resource, new() { Exact = true }) });

    private static async Task KeepAsync(IPage page, string picture)
    {
        if (Environment.GetEnvironmentVariable("KWS_UPDATE_IMAGES") == "1")
            await page.ScreenshotAsync(
                new PageScreenshotOptions { Path = Repository.PathOf("docs", "images", picture) }).WithTimeout();
    }
}
