using Google.Protobuf;
using Grpc.Core;
using Kws.Audio.V1;
using Kws.AudioInference.Tests.Hosts;

namespace Kws.AudioInference.Tests.Spotting;

/// <summary>Devices that send what they must not, or nothing, or everything.</summary>
[Collection(ShippedSpotter.Shared)]
public sealed class HostileSpotTests(ShippedSpotter spotter) : IDisposable
{
    private static readonly (string Message, Action<SpotConfig> Change)[] BadConfigs =
    [
        ("config.device_id", c => c.DeviceId = ""),
        ("config.device_id", c => c.DeviceId = "a b"),
        ("config.device_id", c => c.DeviceId = new string('x', 129)),
        ("config.recording_id", c => c.RecordingId = "a\nb"),
        ("config.sample_rate_hz: 1 ", c => c.SampleRateHz = 1),
        ("config.sample_rate_hz: 1000000000 ", c => c.SampleRateHz = 1_000_000_000),
        ("config.sample_rate_hz: -8000 ", c => c.SampleRateHz = -8000),
        ("config.encoding", c => c.Encoding = Encoding.Unspecified),
        ("config.encoding", c => c.Encoding = (Encoding)77),
        ("config.responses", c => c.Responses.Add((ResponseKind)9)),
        ("config.resume_sample: -1 ", c => c.ResumeSample = -1),
        ("config.resume_sample", c => c.ResumeSample = long.MaxValue),
        ("config.keywords.label: 'marvin'", c => c.Keywords.Add(new KeywordChoice { Label = "marvin" })),
        ("config.keywords.label: 'silence'", c => c.Keywords.Add(new KeywordChoice { Label = "silence" })),
        ("config.keywords.label: 'yes'", c =>
            c.Keywords.Add([new KeywordChoice { Label = "yes" }, new KeywordChoice { Label = "yes" }])),
        ("config.keywords.threshold: 0 ", c => c.Keywords.Add(new KeywordChoice { Label = "yes", Threshold = 0 })),
        ("config.keywords.threshold: NaN ", c =>
            c.Keywords.Add(new KeywordChoice { Label = "yes", Threshold = float.NaN })),
        ("config.keywords.threshold: 1.5 ", c => c.Keywords.Add(new KeywordChoice { Label = "yes", Threshold = 1.5f })),
    ];

    public void Dispose() => Host.Logs.AssertNoErrors();

    private SpotterHost Host => spotter.Host;

    private static async Task<Status> StatusOfAsync(SpotterHost host, SpotRequest first, params SpotRequest[] more)
    {
        using var device = await Device.OpenAsync(host.Client, first);
        // The status is read meanwhile: a client need not notice within a write that the server takes no more.
        var sending = SendAsync(device, more);
        var status = (await device.FailureAsync()).Status;
        device.Dispose();
        // Whether a client's write notices is its own affair; it gets time to, so that tests do not pile up.
        await Task.WhenAny(sending, Task.Delay(TimeSpan.FromSeconds(5)));
        return status;
    }

    private static async Task SendAsync(Device device, SpotRequest[] requests)
    {
        foreach (var request in requests)
            await device.TrySendAsync(request);
    }

    private static SpotRequest Configured(Action<SpotConfig> change)
    {
        var config = Device.Config();
        change(config);
        return new SpotRequest { Config = config };
    }

    [Fact]
    public async Task Config_WithABadField_IsInvalidAndNamesIt()
    {
        foreach (var (message, change) in BadConfigs)
        {
            var status = await StatusOfAsync(Host, Configured(change));
            Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
            Assert.Contains(message, status.Detail);
        }
    }

    [Fact]
    public async Task Messages_OutOfOrder_AreInvalid()
    {
        var config = Configured(_ => { });
        var chunk = Device.Chunk(new short[320], 0);
        Assert.Contains("config", (await StatusOfAsync(Host, chunk)).Detail);
        Assert.Contains("config", (await StatusOfAsync(Host, new SpotRequest())).Detail);
        Assert.Contains("chunk", (await StatusOfAsync(Host, config, chunk, config)).Detail);
        Assert.Contains("chunk", (await StatusOfAsync(Host, config, new SpotRequest())).Detail);
    }

    [Fact]
    public async Task Chunks_ThatCannotBe_AreInvalid()
    {
        var config = Configured(_ => { });
        var good = Device.Chunk(new short[320], 0);
        var hole = await StatusOfAsync(Host, config, good, Device.Chunk(new short[320], 321));
        Assert.Equal(StatusCode.InvalidArgument, hole.StatusCode);
        Assert.Contains("first_sample_index is 321", hole.Detail);
        Assert.Contains("0 to 320", hole.Detail);
        Assert.Contains("first_sample_index is -1",
            (await StatusOfAsync(Host, config, Device.Chunk(new short[320], -1))).Detail);
        Assert.Contains("at most 1 s", (await StatusOfAsync(Host, config, Device.Chunk(new short[16001], 0))).Detail);
        var odd = new SpotRequest { Chunk = new AudioChunk { Pcm = ByteString.CopyFrom(1, 2, 3) } };
        Assert.Contains("whole number of samples", (await StatusOfAsync(Host, config, odd)).Detail);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(1e30f)]
    public async Task Floats_ThatAreNoAudio_AreInvalid(float value)
    {
        var samples = new float[320];
        samples[17] = value;
        var chunk = new SpotRequest
        {
            Chunk =
            new AudioChunk
            {
                Pcm =
                ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples.AsSpan()))
            }
        };
        var status = await StatusOfAsync(Host, Configured(c => c.Encoding = Encoding.F32Le), chunk);
        Assert.Equal(StatusCode.InvalidArgument, status.StatusCode);
        Assert.Contains("sample 17", status.Detail);
    }

    [Fact]
    public async Task ChunkOfAHundredMegabytes_IsRefusedWithoutReadingIt()
    {
        var before = HeldMemory.Now;
        var huge = new SpotRequest
        {
            Chunk =
            new AudioChunk { Pcm = UnsafeByteOperations.UnsafeWrap(new byte[100_000_000]) }
        };
        var status = await StatusOfAsync(Host, Configured(_ => { }), huge);
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        await HeldMemory.StaysBelowAsync(before, 300_000_000);
    }

    [Fact]
    public async Task SessionsBeyondTheLimit_AreRefusedAndRoomIsGivenBack()
    {
        await using var host = await SpotterHost.StartAsync(
            new() { ["Streams:MaxSessions"] = "2", ["Calls:PeerShare"] = "100" });
        using var first = await Device.OpenAsync(host.Client, Device.Config());
        using var second = await Device.OpenAsync(host.Client, Device.Config());
        await Eventually.BeAsync(() => first.Started is not null && second.Started is not null);
        var status = await StatusOfAsync(host, Configured(_ => { }));
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        first.Dispose();
        await Eventually.BeAsync(() => host.OpenSessions == 1);
        using var third = await Device.OpenAsync(host.Client, Device.Config());
        await Eventually.BeAsync(() => third.Started is not null);
    }

    [Fact]
    public async Task DeviceThatVanishes_LeavesNothingBehind()
    {
        for (var i = 0; i < 20; i++)
        {
            using var device = await Device.OpenAsync(Host.Client, Device.Config());
            await device.SendAsync(TestAudio.Bursts(i, 2), 0);
        }
        await Eventually.BeAsync(() => Host.OpenSessions == 0);
    }

    [Fact]
    public async Task DeviceThatNeverReads_IsCutAndItsCallBrokenOff()
    {
        await using var host = await SpotterHost.StartAsync(PatientFor(seconds: 2));
        var before = HeldMemory.Now;
        using var device = await SendUntilTheServerTakesNoMoreAsync(host);
        await HeldMemory.StaysBelowAsync(before, 100_000_000);
        await Assert.ThrowsAnyAsync<Exception>(() => device.Pending).WithTimeout();
        await Eventually.BeAsync(() => host.OpenSessions == 0);
    }

    [Fact]
    public async Task DeviceThatReadsTooLate_LearnsWhyItWasCut()
    {
        // The time within which it must have begun to read: a busy machine holds this test up, too.
        await using var host = await SpotterHost.StartAsync(PatientFor(seconds: 8));
        using var device = await SendUntilTheServerTakesNoMoreAsync(host);
        device.BeginReading();
        var status = (await device.FailureAsync()).Status;
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Contains("unread responses", status.Detail);
    }

    private static Dictionary<string, string?> PatientFor(int seconds) => new()
    {
        ["Streams:StallLimit"] = $"00:00:0{seconds}",
        ["Streams:MaxUnreadResponses"] = "16",
    };

    /// <summary>Responses fill the flow-control windows and the outbox; then the session takes no more, and is
    /// cut.</summary>
    private static async Task<Device> SendUntilTheServerTakesNoMoreAsync(SpotterHost host)
    {
        var config = Device.Config(8000, ResponseKind.Scores, ResponseKind.Acknowledged, ResponseKind.NearMiss);
        var device = await Device.OpenAsync(host.Client, config, reads: false);
        var second = new short[8000];
        var sending = Task.CompletedTask;
        var sent = 0L;
        await Eventually.BeAsync(() =>
        {
            while (sending.IsCompletedSuccessfully && sent < 50_000)
                sending = device.SendAsync(Device.Chunk(second, sent++ * 8000));
            return host.Logs.Lines.Any(line => line.Event.Id == 2006
                && line.Message.Contains("unread responses", StringComparison.Ordinal));
        });
        device.Pending = sending;
        return device;
    }
}
