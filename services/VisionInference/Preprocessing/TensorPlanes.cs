using Kws.Models;
using Kws.VisionInference.Decoding;

namespace Kws.VisionInference.Preprocessing;

/// <summary>Writes pixels of the stored orientation to a model's upright, normalised planes.</summary>
internal readonly ref struct TensorPlanes
{
    private readonly Span<float> _tensor;
    private readonly Orientation _orientation;
    private readonly int _width;
    private readonly int _height;
    private readonly int _uprightWidth;
    private readonly int _planeSize;
    private readonly int _redPlane;
    private readonly (float R, float G, float B) _factor;
    private readonly (float R, float G, float B) _offset;

    /// <param name="tensor">[3, height, width] of the spec.</param>
    /// <param name="spec">Means and scales are per plane, in the planes' order.</param>
    /// <param name="orientation">Stored to upright.</param>
    /// <param name="width">Of the stored orientation.</param>
    /// <param name="height">Of the stored orientation.</param>
    public TensorPlanes(Span<float> tensor, ImageSpec spec, Orientation orientation, int width, int height)
    {
        _tensor = tensor;
        (_orientation, _width, _height) = (orientation, width, height);
        _uprightWidth = spec.WidthPixels;
        _planeSize = spec.WidthPixels * spec.HeightPixels;
        _redPlane = spec.ColourOrder == ColourOrder.Rgb ? 0 : 2;
        _factor = (Factor(spec, _redPlane), Factor(spec, 1), Factor(spec, 2 - _redPlane));
        _offset = (Offset(spec, _redPlane), Offset(spec, 1), Offset(spec, 2 - _redPlane));
    }

    /// <summary>Writes the pixel at a stored place; channels are 0 .. 255.</summary>
    public void Write(int x, int y, (float Red, float Green, float Blue) pixel)
    {
        var fromLeft = _orientation.FlippedX ? _width - 1 - x : x;
        var fromTop = _orientation.FlippedY ? _height - 1 - y : y;
        var place = _orientation.Transposed ? fromLeft * _uprightWidth + fromTop : fromTop * _uprightWidth + fromLeft;
        _tensor[_redPlane * _planeSize + place] = pixel.Red * _factor.R + _offset.R;
        _tensor[_planeSize + place] = pixel.Green * _factor.G + _offset.G;
        _tensor[(2 - _redPlane) * _planeSize + place] = pixel.Blue * _factor.B + _offset.B;
    }

    private static float Factor(ImageSpec spec, int plane) => 1 / (255 * spec.Scale[plane]);

    private static float Offset(ImageSpec spec, int plane) => -spec.Mean[plane] / spec.Scale[plane];
}
