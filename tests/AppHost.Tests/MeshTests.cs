using System.Text.Json;
using Grpc.Core;
using Grpc.Net.Client;
using Kws.TestSupport.Speech;
using Microsoft.Playwright;

namespace Kws.AppHost.Tests;

/// <summary>The AppHost as its users run it, with the installed servers and the demo devices.</summary>
[TestCaseOrderer("Kws.AppHost.Tests.LastOnesLast", "AppHost.Tests")]
public sealed partial class MeshTests(MeshFixture mesh) : IClassFixture<MeshFixture>
{
    private static readonly string[] s_programs =
        [
            "beam.smp", "bin/postgres", "/FeatureExtraction", "/AudioInference", "/VisionInference", "/Tts",
            "/TrainingOrchestrator", "/Gateway",
        ];

    [SkippableFact]
    public async Task Spot_TwoSecondsOfSilence_AreAcknowledgedThroughFeatureExtraction()
    {
        using var channel = GrpcChannel.ForAddress(mesh.AppHost.AudioInference);
        Assert.True(await SpotStream.StreamAsync(channel, seconds: 2) > 0);
    }

    [SkippableFact]
    public async Task Predict_ThroughTheGateway_TellsTheKeyword()
    {
        using var http = new HttpClient { BaseAddress = new Uri(mesh.AppHost.Gateway) };
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(await EspeakVoice.SayAsync("yes", "en-us")), "file", "yes.wav" },
        };

        using var answer = await http.PostAsync(new Uri("/predict", UriKind.Relative), form).WithTimeout();

        Assert.Equal("""{"keyword":"yes"}""", await answer.Content.ReadAsStringAsync());
    }

    [SkippableFact]
    public async Task CommandLines_OfTheWholeMesh_HoldNoSecret()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "command lines are read from /proc");
        await mesh.AppHost.StartedAsync(s_programs).WithTimeout(AppHostProcess.Patience);
        using var kept = JsonDocument.Parse(
            await File.ReadAllTextAsync(Path.Combine(mesh.StateFolder, "secrets.json")).WithTimeout());
        var secrets = kept.RootElement.EnumerateObject().ToDictionary(
            secret => secret.Name, secret => secret.Value.GetString()!);
        Assert.Contains("mesh-key", secrets.Keys);

        var lines = mesh.AppHost.Processes().Select(process => process.Command).ToList();

        Assert.All(secrets, secret => Assert.DoesNotContain(lines, line =>
            line.Contains(secret.Value, StringComparison.Ordinal)));
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    [Last(1)]
    public async Task DemoWords_WhileTheBusIsStoppedAndAnInstanceDrains_AreAllHeard()
    {
        // What the command printed opens by itself at its end, over the page that gave it.
        var speaking = await mesh.OpenAsync("");
        var page = await mesh.OpenAsync("");
        await MeshFixture.PressAsync(page, "bus", "Stop");
        await MeshFixture.PressAsync(speaking, "audioinference", "A device speaks ten words");
        await MeshFixture.DrainAsync(page, "featureextraction");
        // The other instance serves meanwhile.
        using var channel = GrpcChannel.ForAddress(mesh.AppHost.AudioInference);
        Assert.True(await SpotStream.StreamAsync(channel, seconds: 2) > 0);
        await MeshFixture.PressAsync(page, "featureextraction", "Start");

        await Assertions.Expect(speaking.GetByText("10 of 10 words heard right").First).ToBeAttachedAsync()
            .WithTimeout(MeshFixture.PagePatience);
        await MeshFixture.HealthyAsync(page, "featureextraction");
        // What a user stopped stays so: only a crash is started again.
        await MeshFixture.PressAsync(page, "bus", "Start");
        await MeshFixture.HealthyAsync(page, "bus");
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    [Last(2)]
    public async Task Crashes_WhileADeviceSpeaks_StartAgainAndEveryWordIsHeardOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are killed by signals");
        using var device = new DemoWords(mesh.AppHost.AudioInference);
        await device.StreamsAsync();
        // Into the second word or so.
        await Task.Delay(TimeSpan.FromSeconds(2));
        await mesh.AppHost.CrashAsync("/AudioInference");
        await mesh.AppHost.ServingAsync();
        await mesh.AppHost.CrashAsync("/FeatureExtraction");
        await Task.WhenAll(mesh.AppHost.CrashAsync("beam.smp"), mesh.AppHost.CrashAsync("bin/postgres"));
        await device.MustAllBeHeardAsync();
        var page = await mesh.OpenAsync("");
        foreach (var crashed in (string[])["audioinference", "featureextraction", "bus", "postgres"])
            await MeshFixture.HealthyAsync(page, crashed);
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    [Last(2)]
    public async Task GatewayCrashes_WhileADeviceSpeaksThroughIt_EveryWordIsHeardOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are killed by signals");
        using var device = new DemoWords(mesh.AppHost.GatewayGrpc);
        await device.StreamsAsync();
        await Task.Delay(TimeSpan.FromSeconds(2));

        await mesh.AppHost.CrashAsync("/Gateway");

        await device.MustAllBeHeardAsync();
    }

    [Trait("Duration", "Long")]
    [SkippableFact]
    [Last(3)]
    public async Task SecondAppHost_OfTheSameFolderKilled_LeavesNoProcessAndTheFirstInPeace()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        var before = s_programs.Select(mesh.AppHost.IdsOf).ToList();
        using var device = new DemoWords(mesh.AppHost.AudioInference);
        await using var second = new AppHostProcess(mesh.StateFolder, "--DemoDevice:Enabled=false");
        // Its servers have their data elsewhere, its services their own ports: once all run nothing was in their way.
        await second.StartedAsync(s_programs);
        second.Signal(AppHostProcess.SigKill);
        await second.NothingLeftAsync();
        await device.MustAllBeHeardAsync();
        Assert.Equal(before, s_programs.Select(mesh.AppHost.IdsOf));
    }

    [SkippableFact]
    [Last(4)]
    public async Task CtrlC_WhileADeviceStreams_DrainsItsStreamAndLeavesNoProcess()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "process inspection needs /proc");
        using var channel = GrpcChannel.ForAddress(mesh.AppHost.AudioInference);
        using var device = new SpotStream(channel);
        await device.OpenAsync();
        await device.SendAsync(seconds: 2);
        Assert.NotNull(await device.NextAcknowledgedAsync());

        mesh.AppHost.Signal(AppHostProcess.SigInt);

        var ended = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await device.NextAcknowledgedAsync() is not null)
            {
            }
        });
        Assert.Equal(StatusCode.Unavailable, ended.StatusCode);
        // Broken off, it would not know where to go on.
        Assert.Contains(ended.Trailers, entry => entry.Key == "kws-resume-sample");
        await mesh.AppHost.EndedAsync();
        await mesh.AppHost.NothingLeftAsync();
    }
}
