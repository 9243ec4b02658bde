using Google.Protobuf;
using Grpc.Core;
using Kws.Vision.V1;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Devices that do not let go, or go without a word: what a host has limits for.</summary>
public sealed class HostileCameraTests : IAsyncLifetime
{
    private VisionHost _host = null!;

    public async Task InitializeAsync() => _host = await VisionHost.StartAsync(settings:
        [
            ("Streams:MaxSessions", "3"), ("Calls:PeerShare", "100"), ("Streams:StallLimit", "00:00:00.5"),
            ("Streams:MaxUnreadResponses", "8"),
        ]);

    public async Task DisposeAsync()
    {
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Sessions_BeyondTheLimit_AreResourceExhaustedUntilOneEnds()
    {
        var open = new List<Camera>();
        for (var i = 0; i < 3; i++)
        {
            open.Add(await Camera.OpenAsync(_host));
            Assert.True(await open[i].Responses.MoveNext(CancellationToken.None).WithTimeout());
        }
        using (var fourth = await Camera.OpenAsync(_host))
            await fourth.AssertEndsAsync(StatusCode.ResourceExhausted);
        await open[0].FinishAsync();
        using var next = await Camera.OpenAsync(_host);
        await next.FinishAsync();
        open.ForEach(camera => camera.Dispose());
    }

    [Fact]
    public async Task Camera_ThatNeverReads_IsCutAndItsCallBrokenOff()
    {
        using var camera = await Camera.OpenAsync(_host, new ReadConfig { DeviceId = "d", WantObserved = true });

        // Without the reset its writes would wait for ever, and the server would hold what it left unread.
        await Assert.ThrowsAnyAsync<Exception>(() => ShowUntilNoMoreIsTakenAsync(camera).WithTimeout());

        Assert.Contains(_host.Logs.Lines, line =>
            line.Event.Id == 3005 && line.Message.Contains("unread responses", StringComparison.Ordinal));
        await WaitUntilClosedAsync(1);
    }

    [Fact]
    public async Task Camera_ThatReadsTooLate_LearnsWhyItWasCut()
    {
        await using var host =
            await VisionHost.StartAsync(
                settings: [("Streams:StallLimit", "00:00:02"), ("Streams:MaxUnreadResponses", "8")]);
        using var camera = await Camera.OpenAsync(host, new ReadConfig { DeviceId = "d", WantObserved = true });
        var showing = ShowUntilNoMoreIsTakenAsync(camera);
        await Eventually.BeAsync(() => host.Logs.Lines.Any(line => line.Event.Id == 3005), "the camera is cut");

        var error = await camera.AssertEndsAsync(StatusCode.ResourceExhausted);

        Assert.Contains("unread responses", error.Status.Detail, StringComparison.Ordinal);
        await Record.ExceptionAsync(() => showing.WithTimeout());
    }

    /// <summary>Long answers fill the connection's window soon, then the outbox.</summary>
    private static Task ShowUntilNoMoreIsTakenAsync(Camera camera) => Task.Run(async () =>
    {
        var bad = new Image { Data = ByteString.CopyFromUtf8("x") };
        for (var i = 0; ; i++)
            await camera.ShowAsync(i % 3 == 0 ? Camera.ImageOf('A') : bad);
    });

    [Fact]
    public async Task Camera_ThatVanishes_LeavesRoomForAnother()
    {
        for (var i = 0; i < 9; i++)
        {
            using var cancellation = new CancellationTokenSource();
            using var camera = await Camera.OpenAsync(_host, cancellationToken: cancellation.Token);
            Assert.True(await camera.Responses.MoveNext(CancellationToken.None).WithTimeout());
            await camera.ShowAsync("A", framesEach: 3);
            await cancellation.CancelAsync();
            await WaitUntilClosedAsync(i + 1);
        }
    }

    [Fact]
    public async Task Deadline_EndsTheCall()
    {
        using var camera = await Camera.OpenAsync(_host, deadline: DateTime.UtcNow.AddSeconds(0.3));
        var error = await Assert.ThrowsAsync<RpcException>(() => camera.ReadAllAsync());
        Assert.True(Deadline.Ended(error), error.Status.ToString());
        await WaitUntilClosedAsync(1);
    }

    private Task WaitUntilClosedAsync(int sessions) => Eventually.BeAsync(
        () => _host.Logs.Lines.Count(line => line.Event.Id == 3004) == sessions, $"{sessions} sessions end");
}
