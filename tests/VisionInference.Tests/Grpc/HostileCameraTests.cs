using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Vision.V1;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Devices that break the rules of Read.</summary>
public sealed class HostileCameraTests : IAsyncLifetime
{
    private VisionHost _host = null!;

    public async Task InitializeAsync() => _host = await VisionHost.StartAsync(settings:
        [("Streams:MaxSessions", "3"), ("Streams:StallLimit", "00:00:00.5"), ("Streams:MaxUnreadResponses", "8"),
            ("Streams:MaxUnreadableInRow", "4")]);

    public async Task DisposeAsync()
    {
        _host.Logs.AssertNoErrors();
        await _host.DisposeAsync();
    }

    public static TheoryData<string, ReadConfig> BadConfigs => new()
    {
        { "config.device_id", new ReadConfig() },
        { "config.device_id", new ReadConfig { DeviceId = new string('x', 129) } },
        { "config.device_id", new ReadConfig { DeviceId = "a b" } },
        { "config.rotate_degrees", new ReadConfig { DeviceId = "d", RotateDegrees = 45 } },
        { "config.rotate_degrees", new ReadConfig { DeviceId = "d", RotateDegrees = -90 } },
        { "config.region.left",
            new ReadConfig { DeviceId = "d", Region = new Region { Left = float.NaN, Right = 1, Bottom = 1 } } },
        { "config.region.right",
            new ReadConfig { DeviceId = "d", Region = new Region { Left = 0.5f, Right = 0.5f, Bottom = 1 } } },
        { "config.region.top",
            new ReadConfig { DeviceId = "d", Region = new Region { Right = 1, Top = -1, Bottom = 1 } } },
        { "config.region.bottom",
            new ReadConfig { DeviceId = "d", Region = new Region { Right = 1, Bottom = float.PositiveInfinity } } },
        { "config.speak", new ReadConfig { DeviceId = "d", Speak = (SpeakMode)9 } },
        { "config.voice", new ReadConfig { DeviceId = "d", Voice = new string('v', 129) } },
        { "config.word_pause",
            new ReadConfig { DeviceId = "d", WordPause = Duration.FromTimeSpan(TimeSpan.FromSeconds(0.1)) } },
        { "config.word_pause",
            new ReadConfig { DeviceId = "d", WordPause = new Duration { Seconds = long.MaxValue, Nanos = -5 } } },
    };

    [Theory]
    [MemberData(nameof(BadConfigs))]
    public async Task Config_OutOfRange_IsInvalidArgumentNamingTheField(string field, ReadConfig config)
    {
        using var camera = await Camera.OpenAsync(_host, config);
        var error = await AssertEndsAsync(camera, StatusCode.InvalidArgument);
        Assert.Contains(field, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Messages_OutOfOrder_AreInvalidArgument()
    {
        using var frameFirst = _host.Client.Read();
        await frameFirst.RequestStream.WriteAsync(new ReadRequest { Frame = new Frame() }).WithTimeout();
        var error = await Assert.ThrowsAsync<RpcException>(() =>
            frameFirst.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);

        using var twice = await Camera.OpenAsync(_host);
        await twice.SendAsync(new ReadRequest { Config = new ReadConfig { DeviceId = "d" } });
        await AssertEndsAsync(twice, StatusCode.InvalidArgument);

        using var nothing = _host.Client.Read();
        await nothing.RequestStream.CompleteAsync().WithTimeout();
        error = await Assert.ThrowsAsync<RpcException>(() =>
            nothing.ResponseStream.MoveNext(CancellationToken.None).WithTimeout());
        Assert.Equal(StatusCode.InvalidArgument, error.StatusCode);
    }

    [Fact]
    public async Task Time_ThatGoesBack_IsInvalidArgument()
    {
        using var camera = await Camera.OpenAsync(_host);
        camera.Pass(TimeSpan.FromSeconds(5));
        await camera.ShowAsync("A", framesEach: 1);
        camera.Pass(TimeSpan.FromSeconds(-4));
        await camera.ShowAsync("A", framesEach: 1);
        var error = await AssertEndsAsync(camera, StatusCode.InvalidArgument);
        Assert.Contains("frame.captured", error.Status.Detail, StringComparison.Ordinal);
    }

    public static TheoryData<string, Frame> BadFrames => new()
    {
        { "frame.image", new Frame { Captured = new Duration() } },
        { "frame.captured", new Frame { Image = new Image() } },
        { "frame.captured", new Frame { Image = new Image(), Captured = new Duration { Seconds = -1 } } },
        { "frame.captured", new Frame { Image = new Image(), Captured = new Duration { Nanos = int.MaxValue } } },
        { "frame.image.encoding",
            new Frame { Image = new Image { Encoding = (ImageEncoding)77 }, Captured = new Duration() } },
    };

    [Theory]
    [MemberData(nameof(BadFrames))]
    public async Task Frame_ThatIsNone_IsInvalidArgumentNamingTheField(string field, Frame frame)
    {
        using var camera = await Camera.OpenAsync(_host);
        await camera.SendAsync(new ReadRequest { Frame = frame });
        var error = await AssertEndsAsync(camera, StatusCode.InvalidArgument);
        Assert.Contains(field, error.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_ThatCannotBeRead_EndTheCallOnlyWhenTooManyComeInARow()
    {
        var bad = new Image { Data = ByteString.CopyFrom(0xFF, 0xD8, 0xFF, 0, 0) };
        using var patient = await Camera.OpenAsync(_host);
        for (var i = 0; i < 5; i++)
        {
            await patient.ShowAsync(bad);
            await patient.ShowAsync(bad);
            await patient.ShowAsync(bad);
            await patient.ShowAsync(Camera.ImageOf('A'));
        }
        var responses = await patient.FinishAsync();
        Assert.Equal(15,
            responses.Count(r => r.BodyCase == ReadResponse.BodyOneofCase.Observed && r.Observed.Error.Length > 0));

        using var impatient = await Camera.OpenAsync(_host);
        for (var i = 0; i < 4; i++)
            await impatient.ShowAsync(bad);
        var error = await AssertEndsAsync(impatient, StatusCode.InvalidArgument);
        Assert.Contains("4 unreadable pictures in a row", error.Status.Detail, StringComparison.Ordinal);
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
            await AssertEndsAsync(fourth, StatusCode.ResourceExhausted);
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
        for (var tries = 0; tries < 600 && host.Logs.Lines.All(line => line.Event.Id != 3005); tries++)
            await Task.Delay(50);

        var error = await AssertEndsAsync(camera, StatusCode.ResourceExhausted);

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

    [Fact]
    public async Task ThousandsOfTinyFrames_AreReadInBoundedMemory()
    {
        using var camera = await Camera.OpenAsync(_host);
        var tiny = new Image
        {
            Encoding = ImageEncoding.Grey,
            Data = ByteString.CopyFrom(0),
            WidthPixels = 1,
            HeightPixels = 1
        };
        await camera.ShowAsync(tiny);
        var before = Environment.WorkingSet;
        for (var i = 0; i < 5000; i++)
            await camera.ShowAsync(tiny);
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 200 << 20);
        Assert.Single(await camera.FinishAsync());
    }

    private async Task WaitUntilClosedAsync(int sessions)
    {
        for (var tries = 0; tries < 600 && _host.Logs.Lines.Count(line => line.Event.Id == 3004) < sessions; tries++)
            await Task.Delay(50);
        Assert.Equal(sessions, _host.Logs.Lines.Count(line => line.Event.Id == 3004));
    }

    private static async Task<RpcException> AssertEndsAsync(Camera camera, StatusCode expected)
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => camera.ReadAllAsync());
        Assert.True(error.StatusCode == expected, error.Status.ToString());
        return error;
    }
}
