using System.Buffers;
using System.Numerics.Tensors;
using Kws.Models;
using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Preprocessing;

/// <summary>
/// Pixels to a model's input, as docs/images.md defines it:
/// <c>orient -> region -> crop -> resize -> normalise</c>. Turns and flips are done on the small result.
/// </summary>
internal static class PicturePreprocessor
{
    private const int Channels = PixelImage.Channels;

    /// <param name="image">The decoded picture.</param>
    /// <param name="view">What the device asks for.</param>
    /// <param name="spec">What the model asks for.</param>
    /// <param name="tensor">[3, height, width]; written.</param>
    /// <returns>What the model sees, in shares of the upright picture.</returns>
    public static RegionOfInterest Prepare(PixelImage image, PictureView view, ImageSpec spec, Span<float> tensor)
    {
        var orientation = image.Orientation;
        if (view.Mirror)
            orientation = orientation.ThenMirrored();
        orientation = orientation.ThenRotated(view.RotateDegrees);
        var area = PictureGeometry.Locate(image.Width, image.Height, orientation, view.Region, spec.Crop);
        // The result in the stored picture's orientation.
        (var width, var height) = orientation.Transposed
            ? (spec.HeightPixels, spec.WidthPixels)
            : (spec.WidthPixels, spec.HeightPixels);
        var target = new TensorPlanes(tensor, spec, orientation, width, height);
        Resize(image, area, width, height, target);
        return PictureGeometry.SharesOf(image.Width, image.Height, orientation, view.Region, spec.Crop);
    }

    // rows of bytes -> weighted sum of rows (one output row high, full width) -> weighted sums along it
    private static void Resize(PixelImage image, PixelArea area, int width, int height, TensorPlanes target)
    {
        var vertical = AxisWeights.For(area.Height, height);
        var horizontal = AxisWeights.For(area.Width, width);
        var values = area.Width * Channels;
        var scratch = ArrayPool<float>.Shared.Rent(2 * values);
        try
        {
            var sum = scratch.AsSpan(0, values);
            var row = scratch.AsSpan(values, values);
            for (var y = 0; y < height; y++)
            {
                SumRows(image, area, vertical, y, sum, row);
                for (var x = 0; x < width; x++)
                    target.Write(x, y, SumPixels(sum[(horizontal.First(x) * Channels)..], horizontal.Weights(x)));
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(scratch);
        }
    }

    private static void SumRows(
        PixelImage image,
        PixelArea area,
        AxisWeights vertical,
        int y,
        Span<float> sum,
        Span<float> row)
    {
        sum.Clear();
        var weights = vertical.Weights(y);
        for (var i = 0; i < weights.Length; i++)
        {
            TensorPrimitives.ConvertChecked(image.Row(area.Top + vertical.First(y) + i)
                .Slice(area.Left * Channels, area.Width * Channels), row);
            TensorPrimitives.MultiplyAdd(row, weights[i], sum, sum);
        }
    }

    private static (float Red, float Green, float Blue) SumPixels(ReadOnlySpan<float> pixels,
        ReadOnlySpan<float> weights)
    {
        float red = 0;
        float green = 0;
        float blue = 0;
        for (var i = 0; i < weights.Length; i++)
        {
            red += weights[i] * pixels[i * Channels];
            green += weights[i] * pixels[i * Channels + 1];
            blue += weights[i] * pixels[i * Channels + 2];
        }
        return (red, green, blue);
    }
}
