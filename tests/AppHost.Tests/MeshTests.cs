using System.Net;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Testing;

namespace Kws.AppHost.Tests;

/// <summary>The mesh as Aspire's own testing API starts it, with the installed servers.</summary>
public sealed class MeshTests(MeshFixture mesh) : IClassFixture<MeshFixture>
{
    [Theory]
    [InlineData("featureextraction")]
    [InlineData("featureextraction-2")]
    [InlineData("audioinference")]
    [InlineData("tts")]
    [InlineData("visioninference")]
    public async Task Health_EveryService_Answers(string service)
    {
        using var client = mesh.App.CreateHttpClient(service, "health");
        using var response = await client.GetAsync(new Uri("health", UriKind.Relative)).WithTimeout();
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("bus", "amqp://")]
    [InlineData("postgres", "Host=")]
    [InlineData("training", ";Database=training")]
    public async Task ConnectionString_EveryServer_IsKnown(string server, string part) =>
        Assert.Contains(part, await mesh.App.GetConnectionStringAsync(server).WithTimeout(), StringComparison.Ordinal);

    [Fact]
    public async Task Spot_TwoSecondsOfSilence_AreAcknowledgedThroughFeatureExtraction()
    {
        using var channel = mesh.Connect("audioinference");
        Assert.True(await SpotStream.StreamAsync(channel, seconds: 2) > 0);
    }

    [Fact]
    public async Task DemoWords_WhileTheBusIsStoppedAndAnInstanceDrains_AreAllHeard()
    {
        await mesh.CommandAsync("bus", KnownResourceCommands.StopCommand);
        var speaking = mesh.CommandAsync("audioinference", "demo-words");
        var drained = await mesh.CommandAsync("featureextraction", "drain");
        Assert.Contains("drained in", drained.Message, StringComparison.Ordinal);
        // The other instance serves meanwhile.
        using var channel = mesh.Connect("audioinference");
        Assert.True(await SpotStream.StreamAsync(channel, seconds: 2) > 0);
        await mesh.StartAsync("featureextraction");

        var told = await speaking;

        Assert.Contains("10 of 10 words heard right", told.Data?.Value, StringComparison.Ordinal);
        // What a user stopped stays so: only a crash is started again.
        Assert.True(mesh.App.ResourceNotifications.TryGetCurrentState("bus", out var stopped));
        Assert.Contains(stopped.Snapshot.State?.Text, KnownResourceStates.TerminalStates);
        await mesh.StartAsync("bus");
    }

    [SkippableFact]
    public async Task Crashes_WhileADeviceSpeaks_StartAgainAndEveryWordIsHeardOnce()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "processes are killed by signals");
        using var device = new DemoWords(mesh.App.GetEndpoint("audioinference", "http").ToString());
        await device.StreamsAsync();
        // Into the second word or so.
        await Task.Delay(TimeSpan.FromSeconds(2));
        await mesh.CrashAsync("audioinference");
        await mesh.CrashAsync("featureextraction");
        await Task.WhenAll(mesh.CrashAsync("bus"), mesh.CrashAsync("postgres"));
        await device.MustAllBeHeardAsync();
    }
}
