using Kws.Models;
using Kws.VisionInference.Decoding;
using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Tests.Decoding;

/// <summary>The picture of four quadrants as a model would see it, in levels 0 .. 255.</summary>
internal static class Planes
{
    private const int Width = 32;
    private const int Height = 16;

    private static readonly ImageSpec Spec = new()
    {
        WidthPixels = Width,
        HeightPixels = Height,
        ColourOrder = ColourOrder.Rgb,
        Mean = [0, 0, 0],
        Scale = [1 / 255f, 1 / 255f, 1 / 255f],
        Crop = ImageCrop.Stretch,
    };

    public static float[] Of(PixelImage image, PictureView view)
    {
        var tensor = new float[3 * Width * Height];
        PicturePreprocessor.Prepare(image, view, Spec, tensor);
        return tensor;
    }

    public static void AssertQuadrants(float[] tensor, params (int Red, int Green, int Blue)[] expected)
    {
        for (var i = 0; i < 4; i++)
        {
            var place = (3 + i / 2 * 9) * Width + 6 + i % 2 * 18;
            Assert.Equal(expected[i].Red, tensor[place], 3f);
            Assert.Equal(expected[i].Green, tensor[Width * Height + place], 3f);
            Assert.Equal(expected[i].Blue, tensor[2 * Width * Height + place], 3f);
        }
    }
}
