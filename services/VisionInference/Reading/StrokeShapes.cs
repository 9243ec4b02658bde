namespace Kws.VisionInference.Reading;

/// <summary>Which shape a stroke has.</summary>
/// <remarks>
/// Points at equal distances along the stroke, in a square of side 1, are compared with those of drawn shapes (after
/// Wobbrock, Wilson, Li 2007, "Gestures without libraries, toolkits or training", without turning: J and Z are
/// upright). Each shape is compared mirrored too: either hand signs, before a camera that mirrors or does not. Shapes
/// that are no letter are there to be taken instead.
/// </remarks>
internal static class StrokeShapes
{
    private const int Points = 32;
    private const float LargestDistance = 0.2f;

    // A stroke this much narrower than long is drawn to scale: its width is a trembling hand's.
    private const float NarrowShare = 0.25f;

    private static readonly (string? Letter, (float, float)[] Places)[] s_shapes =
    [
        .. Tilted("Z", (0, 0), (1, 0), (0, 1), (1, 1)),
        .. Tilted("J", Hook(0.2f)), .. Tilted("J", Hook(0.35f)), .. Tilted("J", Hook(0.5f)),
        (null, Drawn((0, 0), (0, 1))), (null, Drawn((0, 1), (0, 0))),
        (null, Drawn((0, 0), (1, 0))), (null, Drawn((0, 0), (1, 1))), (null, Drawn((0, 1), (1, 0))),
        (null, Drawn((0, 0), (0, 1), (1, 1))), (null, Drawn((0, 0), (1, 0), (1, 1))),
        (null, Drawn((0, 1), (0, 0), (1, 0))), (null, Drawn((0, 1), (1, 1), (1, 0))),
        (null, Drawn((0, 0), (0, 1), (1, 1), (1, 0))), (null, Drawn((0, 1), (0, 0), (1, 0), (1, 1))),
        (null, Drawn((1, 0), (0, 0), (0, 1), (1, 1))),
        (null, Drawn((0, 0), (0.5f, 1), (1, 0))), (null, Drawn((0, 1), (0.5f, 0), (1, 1))),
        (null, Drawn((0, 0), (1, 0.5f), (0, 1))),
        (null, Drawn((0, 0), (0, 1), (0, 0))), (null, Drawn((0, 1), (0, 0), (0, 1))),
        (null, Drawn((0, 0), (1, 0), (0, 0))), (null, Drawn((0, 0), (1, 0), (0, 1))),
        (null, Drawn((0, 0), (1, 0), (0, 0), (1, 0))), (null, Drawn((0, 0), (0, 1), (1, 0), (1, 1))),
        (null, Arc(0, 360)), (null, Arc(180, 540)), (null, Arc(-90, 270)), (null, Arc(90, 450)), (null, Arc(-180, 0)),
        (null, Arc(0, 180)), (null, Arc(-90, 90)), (null, Arc(90, 270)),
    ];

    /// <summary>The letter that a stroke draws, or null.</summary>
    public static string? LetterOf(HandStroke stroke)
    {
        var places = InUnitSquare(AtEqualDistances([.. stroke.Places]));
        (string? Letter, float Distance) nearest = (null, LargestDistance);
        foreach (var (letter, shape) in s_shapes)
        {
            var distance = Math.Min(
                Between(places, shape, isMirrored: false), Between(places, shape, isMirrored: true));
            if (distance < nearest.Distance)
                nearest = (letter, distance);
        }
        return nearest.Letter;
    }

    private static float Between((float X, float Y)[] places, (float X, float Y)[] shape, bool isMirrored)
    {
        float sum = 0;
        for (var i = 0; i < Points; i++)
            sum += MathF.Sqrt(MathF.Pow((isMirrored ? -places[i].X : places[i].X) - shape[i].X, 2)
                + MathF.Pow(places[i].Y - shape[i].Y, 2));
        return sum / Points;
    }

    /// <summary>[Points] places at equal distances along a line through others.</summary>
    private static (float X, float Y)[] AtEqualDistances((float X, float Y)[] line)
    {
        var reached = new float[line.Length];
        for (var i = 1; i < line.Length; i++)
            reached[i] = reached[i - 1] + MathF.Sqrt(
                MathF.Pow(line[i].X - line[i - 1].X, 2) + MathF.Pow(line[i].Y - line[i - 1].Y, 2));
        var places = new (float, float)[Points];
        for (var (i, part) = (0, 0); i < Points; i++)
        {
            var distance = reached[^1] * i / (Points - 1);
            while (part < line.Length - 2 && reached[part + 1] < distance)
                part++;
            var length = reached[part + 1] - reached[part];
            var share = length > 0 ? Math.Clamp((distance - reached[part]) / length, 0, 1) : 0;
            places[i] = (line[part].X + share * (line[part + 1].X - line[part].X),
                line[part].Y + share * (line[part + 1].Y - line[part].Y));
        }
        return places;
    }

    /// <summary>Stretched to a square of side 1 around (0, 0); what is narrow keeps its proportions.</summary>
    private static (float X, float Y)[] InUnitSquare((float X, float Y)[] places)
    {
        var (left, right) = (places.Min(place => place.X), places.Max(place => place.X));
        var (top, bottom) = (places.Min(place => place.Y), places.Max(place => place.Y));
        var (width, height) = (Math.Max(right - left, 1e-6f), Math.Max(bottom - top, 1e-6f));
        if (Math.Min(width, height) < NarrowShare * Math.Max(width, height))
            width = height = Math.Max(width, height);
        return [.. places.Select(place =>
            ((place.X - (left + right) / 2) / width, (place.Y - (top + bottom) / 2) / height))];
    }

    private static (float, float)[] Drawn(params (float X, float Y)[] corners) =>
        InUnitSquare(AtEqualDistances(corners));

    /// <summary>Down, round to the left, and up again by a share of the height.</summary>
    private static (float, float)[] Hook(float rise)
    {
        const float Radius = 0.25f;
        var bend = Enumerable.Range(0, 13).Select(i => i / 12f * MathF.PI).Select(angle =>
            (-Radius + Radius * MathF.Cos(angle), 1 - Radius + Radius * MathF.Sin(angle)));
        return [(0f, 0f), .. bend, (-2 * Radius, Math.Min(1 - Radius, 1 - rise))];
    }

    /// <summary>A letter as an arm draws it: upright, and leaning a little to either side.</summary>
    private static IEnumerable<(string? Letter, (float, float)[] Places)> Tilted(
        string letter, params (float X, float Y)[] corners)
    {
        foreach (var degrees in (float[])[-12, 0, 12])
        {
            var (sin, cos) = MathF.SinCos(float.DegreesToRadians(degrees));
            yield return (letter, Drawn([.. corners.Select(c => (c.X * cos - c.Y * sin, c.X * sin + c.Y * cos))]));
        }
    }

    private static (float, float)[] Arc(float from, float to) => Drawn([.. Enumerable.Range(0, 25)
        .Select(i => float.DegreesToRadians(from + i / 24f * (to - from)))
        .Select(angle => (MathF.Cos(angle), MathF.Sin(angle)))]);
}
