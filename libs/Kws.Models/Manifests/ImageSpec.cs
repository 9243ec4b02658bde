namespace Kws.Models;

/// <summary>How a picture becomes a model's input <c>[3, height, width]</c>: value = (pixel / 255 - mean) /
/// scale.</summary>
public sealed record ImageSpec
{
    /// <summary>8 .. 1024.</summary>
    public required int WidthPixels { get; init; }

    /// <summary>8 .. 1024.</summary>
    public required int HeightPixels { get; init; }

    /// <summary>Which colour is the first plane.</summary>
    public required ColourOrder ColourOrder { get; init; }

    /// <summary>Per plane, in the planes' order.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>Per plane, in the planes' order; above 0.</summary>
    public required IReadOnlyList<float> Scale { get; init; }

    /// <summary>What of a picture that is not of the model's proportions is used.</summary>
    public required ImageCrop Crop { get; init; }
}

/// <summary>Order of a model's colour planes.</summary>
public enum ColourOrder
{
    /// <summary>"rgb".</summary>
    Rgb = 1,

    /// <summary>"bgr".</summary>
    Bgr = 2,
}

/// <summary>What of a picture is used.</summary>
public enum ImageCrop
{
    /// <summary>"centre-square": the largest square in the middle; an odd remainder stays at the right or
    /// bottom.</summary>
    CentreSquare = 1,

    /// <summary>"stretch": all of it, out of proportion if need be.</summary>
    Stretch = 2,
}
