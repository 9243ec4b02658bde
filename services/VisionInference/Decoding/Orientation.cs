namespace Kws.VisionInference.Decoding;

/// <summary>
/// One of the eight ways to turn and flip a rectangle: upright[x, y] = stored[y, x] when
/// <paramref name="Transposed"/>, with stored coordinates then counted from the far side where flipped.
/// </summary>
/// <param name="Transposed">Rows and columns change places.</param>
/// <param name="FlippedX">The stored picture's columns count from its right.</param>
/// <param name="FlippedY">The stored picture's rows count from its bottom.</param>
internal readonly record struct Orientation(bool Transposed, bool FlippedX, bool FlippedY)
{
    public static readonly Orientation Upright = default;

    /// <summary>The orientation that an EXIF tag 0x0112 of 1 .. 8 names (EXIF 2.3, 4.6.4 A); upright for any
    /// other.</summary>
    public static Orientation FromExif(int tag) => tag switch
    {
        2 => new Orientation(false, true, false),
        3 => new Orientation(false, true, true),
        4 => new Orientation(false, false, true),
        5 => new Orientation(true, false, false),
        6 => new Orientation(true, false, true),
        7 => new Orientation(true, true, true),
        8 => new Orientation(true, true, false),
        _ => Upright,
    };

    /// <summary>This, and then a flip of the upright picture from left to right.</summary>
    public Orientation ThenMirrored() => Transposed
        ? this with { FlippedY = !FlippedY }
        : this with { FlippedX = !FlippedX };

    /// <summary>This, and then a clockwise turn of the upright picture by 0, 90, 180 or 270 degrees.</summary>
    public Orientation ThenRotated(int degrees)
    {
        var turned = this;
        for (var quarter = 0; quarter < degrees / 90; quarter++)
            turned = turned.ThenQuarterTurned();
        return turned;
    }

    // A clockwise quarter turn shows at [x, y] what stood at [y, height - 1 - x]: rows and columns change
    // places, and what was the vertical count runs from its far side.
    private Orientation ThenQuarterTurned() => Transposed
        ? new Orientation(false, !FlippedX, FlippedY)
        : new Orientation(true, FlippedX, !FlippedY);
}
