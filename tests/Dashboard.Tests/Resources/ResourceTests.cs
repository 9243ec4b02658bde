using System.Net;
using Kws.Dashboard.Resources;
using Kws.Dashboard.Tests.Scene;
using Kws.Dashboard.V1;

namespace Kws.Dashboard.Tests.Resources;

public class ResourceTests
{
    [Fact]
    public async Task Resources_SnapshotAndChanges_AreShown()
    {
        await using MeshScene scene = await OpenAsync();
        Resource resource = scene.AppHost.Get("tts");
        resource.State = State.Failed;
        resource.StateDetail = "exited with 134 three times";
        scene.AppHost.Set(resource);
        await UntilAsync(() => scene.Dashboard.Get<ResourceBoard>().Get("tts")?.State == ResourceState.Failed);
        string page = await scene.Dashboard.Http.GetStringAsync("/").WithTimeout();
        Assert.Contains("exited with 134 three times", page, StringComparison.Ordinal);
        Assert.All(MeshResources.All(DateTimeOffset.UnixEpoch), one => Assert.Contains(one.Name, page, StringComparison.Ordinal));
        Assert.Equal("resource-key", scene.AppHost.Keys.First());
    }

    [Fact]
    public async Task Secret_IsInThePageOnlyWhenAskedFor()
    {
        await using MeshScene scene = await OpenAsync();
        string page = await scene.Dashboard.Http.GetStringAsync("/?resource=audioinference").WithTimeout();
        Assert.Contains("ConnectionStrings__bus", page, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", page, StringComparison.Ordinal);
        string value = await scene.Dashboard.Http.GetStringAsync("/resources/audioinference/environment/ConnectionStrings__bus").WithTimeout();
        Assert.Equal(MeshResources.Secret, value);
    }

    [Theory]
    [InlineData("restart", HttpStatusCode.NoContent)]
    [InlineData("refuse", HttpStatusCode.Conflict)]
    public async Task Command_IsRunByTheAppHost(string command, HttpStatusCode expected)
    {
        await using MeshScene scene = await OpenAsync();
        using HttpResponseMessage response = await scene.Dashboard.Http.PostAsync($"/resources/tts/commands/{command}", null).WithTimeout();
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(("tts", command), Assert.Single(scene.AppHost.Commands));
    }

    [Fact]
    public async Task AppHost_GoesAway_PagesSaySoAndStay()
    {
        await using MeshScene scene = await OpenAsync();
        await scene.AppHost.DisposeAsync();
        await UntilAsync(() => scene.Dashboard.Get<ResourceBoard>().IsConnected == false);
        string page = await scene.Dashboard.Http.GetStringAsync("/").WithTimeout();
        Assert.Contains("AppHost away", page, StringComparison.Ordinal);
        Assert.Contains("audioinference", page, StringComparison.Ordinal);
    }

    private static async Task<MeshScene> OpenAsync()
    {
        MeshScene scene = await MeshScene.StartAsync(withTelemetry: false);
        using HttpResponseMessage login = await scene.Dashboard.Http.GetAsync(scene.LoginUrl).WithTimeout();
        await UntilAsync(() => scene.Dashboard.Get<ResourceBoard>().All.Count > 0);
        return scene;
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
            await Task.Delay(20, limit.Token);
    }
}
