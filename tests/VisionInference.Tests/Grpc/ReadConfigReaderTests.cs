using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Kws.ServiceDefaults.Errors;
using Kws.Vision.V1;
using Kws.VisionInference.Grpc;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Streaming;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>What is made of a device's first message and of its pictures, without a server.</summary>
public sealed class ReadConfigReaderTests
{
    [Fact]
    public void Read_OfTheLeastConfig_HasTheDefaults()
    {
        var settings = ReadConfigReader.Read(new ReadConfig { DeviceId = "door" });

        Assert.Equal(new ReadSettings { DeviceId = "door", View = PictureView.Whole }, settings);
        Assert.Equal(Speaking.SpeakMode.Silent, settings.Speak);
        Assert.Null(settings.WordPause);
    }

    [Fact]
    public void Read_OfAWholeConfig_TakesEveryField()
    {
        var settings = ReadConfigReader.Read(new ReadConfig
        {
            DeviceId = "A-z.0_9:x",
            Mirror = true,
            RotateDegrees = 270,
            Region = new Region { Left = 0.1f, Top = 0.2f, Right = 0.3f, Bottom = 0.4f },
            Speak = SpeakMode.Words,
            Voice = "en-gb",
            WantObserved = true,
            MotionLetters = true,
            WordPause = new Duration { Seconds = 2 },
        });

        Assert.Equal(new ReadSettings
        {
            DeviceId = "A-z.0_9:x",
            View = new PictureView(true, 270, new RegionOfInterest(0.1f, 0.2f, 0.3f, 0.4f)),
            Speak = Speaking.SpeakMode.Words,
            Voice = "en-gb",
            WantsObserved = true,
            ReadsMotion = true,
            WordPause = TimeSpan.FromSeconds(2),
        }, settings);
    }

    [Theory]
    [InlineData(0.2)]
    [InlineData(10)]
    public void Read_OfAPauseAtItsLimits_IsTaken(double seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), ReadConfigReader.Read(Config(TimeSpan.FromSeconds(seconds)))
            .WordPause);

    [Theory]
    [InlineData(0.199)]
    [InlineData(10.001)]
    [InlineData(0)]
    public void Read_OfAPauseBeyondThem_IsRefused(double seconds)
    {
        var error = Refusal(() => ReadConfigReader.Read(Config(TimeSpan.FromSeconds(seconds))));

        Assert.Equal(("config.word_pause", "0.2 s to 10 s"), (error.Field, error.Limit));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("a", true)]
    [InlineData("a\n", false)]
    [InlineData("a/b", false)]
    [InlineData("ä", false)]
    [InlineData("..", true)]
    public void Read_OfADeviceId_TakesPlainNamesOnly(string deviceId, bool isTaken)
    {
        var config = new ReadConfig { DeviceId = deviceId };

        if (isTaken)
            Assert.Equal(deviceId, ReadConfigReader.Read(config).DeviceId);
        else
            Assert.Equal("config.device_id", Refusal(() => ReadConfigReader.Read(config)).Field);
    }

    [Fact]
    public void Read_OfNamesAtTheirLongest_TakesThem()
    {
        var settings = ReadConfigReader.Read(new ReadConfig
        {
            DeviceId = new string('d', 128),
            Voice = new string('v', 128),
        });

        Assert.Equal((128, 128), (settings.DeviceId.Length, settings.Voice.Length));
    }

    [Theory]
    [InlineData(0f, 0f, 1f, 1f, null)]
    [InlineData(0.999f, 0f, 1f, 1f, null)]
    [InlineData(1f, 0f, 1f, 1f, "region.left")]
    [InlineData(-0.001f, 0f, 1f, 1f, "region.left")]
    [InlineData(0.5f, 0f, 0.4f, 1f, "region.right")]
    [InlineData(0f, 0f, 1.001f, 1f, "region.right")]
    [InlineData(0f, 0f, float.NaN, 1f, "region.right")]
    [InlineData(0f, float.NegativeInfinity, 1f, 1f, "region.top")]
    [InlineData(0f, 0.7f, 1f, 0.7f, "region.bottom")]
    public void View_OfARegion_NamesTheFirstSideThatIsOut(
        float left, float top, float right, float bottom, string? fault)
    {
        var region = new Region { Left = left, Top = top, Right = right, Bottom = bottom };

        if (fault is null)
            Assert.Equal(new RegionOfInterest(left, top, right, bottom),
                ReadConfigReader.View("", false, 0, region).Region);
        else
            Assert.Equal(fault, Refusal(() => ReadConfigReader.View("", false, 0, region)).Field);
    }

    [Theory]
    [InlineData(0, 0, 0L)]
    [InlineData(1, 500_000_000, 15_000_000L)]
    [InlineData(315_576_000_000, 999_999_999, 3_155_760_000_009_999_999L)]
    public void Time_OfADuration_IsItsTicks(long seconds, int nanos, long ticks)
    {
        var time = ReadConfigReader.Time("t", new Duration { Seconds = seconds, Nanos = nanos });

        Assert.Equal(ticks, time.Ticks);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    [InlineData(315_576_000_001, 0)]
    [InlineData(long.MinValue, int.MinValue)]
    public void Time_OfNoDuration_ShowsWhatCame(long seconds, int nanos)
    {
        var error = Refusal(() => ReadConfigReader.Time("t", new Duration { Seconds = seconds, Nanos = nanos }));

        Assert.Equal($"t: '{seconds} s {nanos} ns' is not allowed; allowed: a duration of 0 s or more", error.Message);
    }

    [Fact]
    public void Time_Missing_IsNamed() =>
        Assert.Equal("t: nothing is not allowed; allowed: a duration of 0 s or more",
            Refusal(() => ReadConfigReader.Time("t", null)).Message);

    [Fact]
    public void Image_OfEachEncoding_IsTakenWithoutACopy()
    {
        var data = ByteString.CopyFrom(1, 2, 3);
        foreach (var encoding in System.Enum.GetValues<ImageEncoding>())
        {
            var image = ImageReader.Read("image",
                new Image { Encoding = encoding, Data = data, WidthPixels = 4, HeightPixels = 5 });
            Assert.Equal(encoding == ImageEncoding.Unspecified ? "Detect" : $"{encoding}", $"{image.Encoding}");
            Assert.Equal((4, 5), (image.Width, image.Height));
            Assert.True(data.Span.Overlaps(image.Data.Span));
        }
    }

    [Fact]
    public void Image_MissingOrOfAnotherEncoding_IsNamed()
    {
        Assert.Equal("frame.image: nothing is not allowed; allowed: an image",
            Refusal(() => ImageReader.Read("frame.image", null)).Message);
        Assert.Equal("image.encoding: 6 is not allowed; allowed: 0 to 5",
            Refusal(() => ImageReader.Read("image", new Image { Encoding = (ImageEncoding)6 })).Message);
    }

    private static ReadConfig Config(TimeSpan pause) =>
        new() { DeviceId = "d", WordPause = Duration.FromTimeSpan(pause) };

    private static InvalidRequestException Refusal(Action action) => Assert.Throws<InvalidRequestException>(action);
}
