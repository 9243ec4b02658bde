using Kws.Dashboard.Tests.Scene;

namespace Kws.Dashboard.Tests.Pages;

public class StopTests
{
    [Theory]
    [InlineData("/live/Logs")]
    [InlineData("/live/console/audioinference")]
    public async Task Stop_PagesAreOpen_TheirStreamsEnd(string path)
    {
        await using MeshScene scene = await MeshScene.StartAsync(withTelemetry: false);
        using HttpResponseMessage login = await scene.Dashboard.Http.GetAsync(scene.LoginUrl).WithTimeout();
        await using Stream events = await scene.Dashboard.Http.GetStreamAsync(path).WithTimeout();
        var buffer = new byte[64 * 1024];
        Assert.NotEqual(0, await events.ReadAsync(buffer).WithTimeout());

        await scene.Dashboard.StopAsync().WithTimeout();

        // A stream that is cut instead of ended would throw here.
        while (await events.ReadAsync(buffer).WithTimeout() > 0)
        {
        }
        scene.Dashboard.Logs.AssertNoErrors();
    }
}
