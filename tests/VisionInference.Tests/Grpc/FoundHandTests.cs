using Google.Protobuf;
using Kws.Vision.V1;
using Kws.VisionInference.Preprocessing;
using SkiaSharp;
using ImageEncoding = Kws.Vision.V1.ImageEncoding;

namespace Kws.VisionInference.Tests.Grpc;

/// <summary>Where the hand is, told of each frame in the coordinates of the upright picture.</summary>
public sealed class FoundHandTests
{
    // Of the finder, which sees the hand at half the size; a box that is turned or shifted is further off.
    private const float Tolerance = 0.15f;

    // Photos at half the scene's width and height, in its lower right quarter.
    private static readonly RegionOfInterest s_place = new(0.5f, 0.5f, 1, 1);

    [Fact]
    public async Task Read_PartOfATurnedMirroredFrame_TellsTheHandInTheUprightFrame()
    {
        // A tiny model that sees each hand right of the middle and above it.
        await using var host = await VisionHost.StartAsync(hand: [0.5f, -0.5f, 0.25f, 1]);

        var found = await ObservedAsync(host, Camera.ImageOf('A'), new ReadConfig
        {
            DeviceId = "d",
            Mirror = true,
            RotateDegrees = 90,
            WantObserved = true,
            Region = new Region { Left = 0.5f, Top = 0, Right = 1, Bottom = 0.5f },
        });

        AssertNear(new RegionOfInterest(0.8125f, 0.0625f, 0.9375f, 0.1875f), found.Hand, tolerance: 0.01f);
    }

    [Fact]
    public async Task Read_ModelTellsNoHands_LeavesItUnset()
    {
        await using var host = await VisionHost.StartAsync();

        var found = await ObservedAsync(host, Camera.ImageOf('A'), Whole());

        Assert.Equal(("A", null), (found.Letters[0].Letter, found.Hand));
    }

    [SkippableTheory]
    [InlineData(1, 0f)]
    [InlineData(6, 0f)]
    [InlineData(3, 0.3f)]
    [InlineData(6, 0.3f)]
    public async Task Read_PhotoOfAHandInALargerPicture_TellsWhereItIsThere(int orientation, float regionFrom)
    {
        await using var host = await ShippedAsync();
        var photo = await File.ReadAllBytesAsync(PhotoOf("L"));
        var alone = await ObservedAsync(host, new Image { Data = ByteString.CopyFrom(photo) }, Whole());
        var expected = s_place.Of(Place(Assert.IsType<Region>(alone.Hand)));
        var config = Whole();
        if (regionFrom > 0)
            config.Region = new Region { Left = regionFrom, Top = regionFrom, Right = 1, Bottom = 1 };

        var found = await ObservedAsync(
            host, new Image { Data = ByteString.CopyFrom(Scene(photo, orientation)) }, config);

        AssertNear(expected, found.Hand, Tolerance);
    }

    [SkippableFact]
    public async Task Read_NoHandInThePicture_LeavesItUnset()
    {
        await using var host = await ShippedAsync();
        var wall = new byte[64 * 64];
        Array.Fill(wall, (byte)140);

        var found = await ObservedAsync(host, new Image
        {
            Encoding = ImageEncoding.Grey,
            WidthPixels = 64,
            HeightPixels = 64,
            Data = ByteString.CopyFrom(wall),
        }, Whole());

        Assert.Null(found.Hand);
    }

    private static ReadConfig Whole() => new() { DeviceId = "d", WantObserved = true };

    private static Task<VisionHost> ShippedAsync() => VisionHost.StartAsync(
        settings: [("Models:Root", Repository.PathOf("models")), ("Models:Sign", "small")]);

    private static string PhotoOf(string letter) => Directory.GetFiles(
        RealData.Require("signs", "validation", "keptsecret", letter), "*.jpg").Order(StringComparer.Ordinal).First();

    private static async Task<Observed> ObservedAsync(VisionHost host, Image image, ReadConfig config)
    {
        using var camera = await Camera.OpenAsync(host, config);
        await camera.ShowAsync(image);
        return (await camera.FinishAsync()).Single(r => r.BodyCase == ReadResponse.BodyOneofCase.Observed).Observed;
    }

    // A JPEG that stands upright once it is turned as its EXIF orientation says.
    private static byte[] Scene(byte[] photo, int orientation)
    {
        using var picture = SKBitmap.Decode(photo);
        var side = Math.Min(picture.Width, picture.Height);
        using var upright = new SKBitmap(2 * side, 2 * side);
        using (var canvas = new SKCanvas(upright))
        {
            canvas.Clear(new SKColor(120, 125, 130));
            canvas.DrawBitmap(picture, SKRect.Create(side, side, side, side), SKSamplingOptions.Default);
        }

        using var stored = new SKBitmap(upright.Width, upright.Height);
        using (var canvas = new SKCanvas(stored))
        {
            // The way back: 3 is half a turn, 6 a quarter clockwise.
            canvas.RotateDegrees(orientation switch { 3 => 180, 6 => -90, _ => 0 }, side, side);
            canvas.DrawBitmap(upright, 0, 0, SKSamplingOptions.Default);
        }

        using var jpeg = stored.Encode(SKEncodedImageFormat.Jpeg, 95);
        return WithOrientation(jpeg.ToArray(), (byte)orientation);
    }

    // An APP1 segment with one entry of TIFF, the orientation.
    private static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2], 0xFF, 0xE1, 0, 34, .. "Exif"u8, 0, 0, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1,
        0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0, .. jpeg[2..],
    ];

    private static RegionOfInterest Place(Region region) => new(region.Left, region.Top, region.Right, region.Bottom);

    private static void AssertNear(RegionOfInterest expected, Region? found, float tolerance)
    {
        Assert.NotNull(found);
        Assert.Equal(expected.Left, found.Left, tolerance);
        Assert.Equal(expected.Top, found.Top, tolerance);
        Assert.Equal(expected.Right, found.Right, tolerance);
        Assert.Equal(expected.Bottom, found.Bottom, tolerance);
    }
}
