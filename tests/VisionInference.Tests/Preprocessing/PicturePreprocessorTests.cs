using Kws.Models;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Preprocessing;
using Kws.VisionInference.Tests.Pictures;

namespace Kws.VisionInference.Tests.Preprocessing;

/// <summary>Turns, flips and regions, against the same done pixel by pixel before an upright picture is
/// prepared.</summary>
public sealed class PicturePreprocessorTests
{
    private const int Width = 37;
    private const int Height = 23;

    private static readonly ImageSpec Spec = new()
    {
        WidthPixels = 20,
        HeightPixels = 12,
        ColourOrder = ColourOrder.Rgb,
        Mean = [0.1f, 0.2f, 0.3f],
        Scale = [0.4f, 0.5f, 0.6f],
        Crop = ImageCrop.Stretch,
    };

    public static TheoryData<int, bool, int> Views
    {
        get
        {
            var views = new TheoryData<int, bool, int>();
            for (var tag = 1; tag <= 8; tag++)
                for (var degrees = 0; degrees < 360; degrees += 90)
                {
                    views.Add(tag, false, degrees);
                    views.Add(tag, true, degrees);
                }
            return views;
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Prepare_OfATurnedPicture_EqualsThePictureTurnedPixelByPixel(int tag, bool mirror, int degrees)
    {
        var stored = Noise();
        using var image = TestPictures.Decode(stored, ImageEncoding.Rgb, Width, Height);
        image.Orientation = Orientation.FromExif(tag);
        (var upright, var width, var height) = Upright(stored, tag);
        if (mirror)
            upright = Remap(upright, width, width, height, (x, y) => (width - 1 - x, y));
        for (var turn = 0; turn < degrees / 90; turn++)
        {
            (var oldWidth, var oldHeight) = (width, height);
            upright = Remap(upright, oldWidth, oldHeight, oldWidth, (x, y) => (y, oldHeight - 1 - x));
            (width, height) = (oldHeight, oldWidth);
        }
        using var expected = TestPictures.Decode(upright, ImageEncoding.Rgb, width, height);
        AssertEqual(
            Prepare(expected, PictureView.Whole, Spec),
            Prepare(image, new PictureView(mirror, degrees, RegionOfInterest.All), Spec));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    [InlineData(7)]
    public void Prepare_OfARegion_EqualsThatPartAlone(int tag)
    {
        var stored = Noise();
        using var image = TestPictures.Decode(stored, ImageEncoding.Rgb, Width, Height);
        image.Orientation = Orientation.FromExif(tag);
        (var upright, var width, var height) = Upright(stored, tag);
        (var left, var top, var right, var bottom) = (width / 4, height / 3, width * 3 / 4, height);
        var part = Remap(upright, width, right - left, bottom - top, (x, y) => (x + left, y + top));
        using var expected = TestPictures.Decode(part, ImageEncoding.Rgb, right - left, bottom - top);
        var region = new RegionOfInterest((left + 0.01f) / width, (top + 0.01f) / height, (right - 0.01f) / width, 1);
        foreach (var crop in Enum.GetValues<ImageCrop>())
            AssertEqual(Prepare(expected, PictureView.Whole, Spec with { Crop = crop }),
                Prepare(image, new PictureView(false, 0, region), Spec with { Crop = crop }));
    }

    [Fact]
    public void Prepare_OfATinyRegion_UsesOnePixel()
    {
        using var image = TestPictures.Decode([10, 20, 30, 40, 50, 60], ImageEncoding.Rgb, 2, 1);
        var tensor =
            Prepare(image, new PictureView(false, 0, new RegionOfInterest(0.6f, 0.1f, 0.6001f, 0.1001f)), Spec);
        Assert.All(tensor[..(20 * 12)], value => Assert.Equal((40 / 255f - 0.1f) / 0.4f, value, 1e-5f));
    }

    private static float[] Prepare(PixelImage image, PictureView view, ImageSpec spec)
    {
        var tensor = new float[3 * spec.WidthPixels * spec.HeightPixels];
        PicturePreprocessor.Prepare(image, view, spec, tensor);
        return tensor;
    }

    private static byte[] Noise()
    {
        var pixels = new byte[Width * Height * 3];
        new Random(11).NextBytes(pixels);
        return pixels;
    }

    // The eight cases as EXIF words them: where the upright picture's [x, y] stands in the stored one.
    private static (byte[] Pixels, int Width, int Height) Upright(byte[] stored, int tag)
    {
        Func<int, int, (int, int)> place = tag switch
        {
            1 => (x, y) => (x, y),
            2 => (x, y) => (Width - 1 - x, y),
            3 => (x, y) => (Width - 1 - x, Height - 1 - y),
            4 => (x, y) => (x, Height - 1 - y),
            5 => (x, y) => (y, x),
            6 => (x, y) => (y, Height - 1 - x),
            7 => (x, y) => (Width - 1 - y, Height - 1 - x),
            _ => (x, y) => (Width - 1 - y, x),
        };
        (var width, var height) = tag < 5 ? (Width, Height) : (Height, Width);
        return (Remap(stored, Width, width, height, place), width, height);
    }

    private static byte[] Remap(
        byte[] source,
        int sourceWidth,
        int width,
        int height,
        Func<int, int, (int X, int Y)> place)
    {
        var target = new byte[width * height * 3];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                (var fromX, var fromY) = place(x, y);
                source.AsSpan((fromY * sourceWidth + fromX) * 3, 3).CopyTo(target.AsSpan((y * width + x) * 3));
            }
        return target;
    }

    private static void AssertEqual(float[] expected, float[] actual)
    {
        for (var i = 0; i < expected.Length; i++)
            Assert.Equal(expected[i], actual[i], 1e-4f);
    }
}
