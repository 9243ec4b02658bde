using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Kws.Vision.V1;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Devices that break the rules of Read: the call ends, and the server serves the next.</summary>
public sealed class BadCameraMessagesTests(SharedVision shared) : IClassFixture<SharedVision>, IDisposable
{
    private readonly VisionHost _host = shared.Host;

    public void Dispose() => _host.Logs.AssertNoErrors();

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
        var error = await camera.AssertEndsAsync(StatusCode.InvalidArgument);
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
        await twice.AssertEndsAsync(StatusCode.InvalidArgument);

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
        var error = await camera.AssertEndsAsync(StatusCode.InvalidArgument);
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
        var error = await camera.AssertEndsAsync(StatusCode.InvalidArgument);
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
        var error = await impatient.AssertEndsAsync(StatusCode.InvalidArgument);
        Assert.Contains("4 unreadable pictures in a row", error.Status.Detail, StringComparison.Ordinal);
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
}
