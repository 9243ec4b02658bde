using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Reading;

/// <summary>Where a hand went between two rests.</summary>
/// <param name="Places">[points], across and down, in sides of the hand's square.</param>
/// <param name="Begun">When it left its rest.</param>
/// <param name="Ended">When it came to rest again.</param>
internal sealed record HandStroke(IReadOnlyList<(float Across, float Down)> Places, TimeSpan Begun, TimeSpan Ended);

/// <summary>Follows a hand from frame to frame and tells its strokes: what it draws from one rest to the
/// next.</summary>
/// <remarks>
/// A hand rests when in <see cref="RestTime"/> it comes no further than <see cref="RestRadius"/> and goes no longer way
/// than <see cref="RestWay"/>: at the corners of a Z it is in one place as long, but on its way. Places are measured in
/// sides of the hand's own square, so that neither the camera's distance nor its format counts.
/// Not thread-safe; memory is bounded by <see cref="LongestStroke"/> and by <see cref="MostPoints"/>.
/// </remarks>
internal sealed class HandPath
{
    public const int MostPoints = 512;

    public static readonly TimeSpan LongestStroke = TimeSpan.FromSeconds(4);
    public static readonly TimeSpan RestTime = TimeSpan.FromSeconds(0.35);

    private const float RestRadius = 0.16f;
    private const float RestWay = 0.4f;
    private const float LeastMove = 0.25f;

    // A hand that is not found for a moment, in the blur of a quick stroke, is the same hand.
    private static readonly TimeSpan LongestLoss = TimeSpan.FromSeconds(0.3);

    private readonly List<(TimeSpan At, float X, float Y, float Width, float Height)> _points = [];

    // Index of the last point of the last rest; where there was none, of the first point.
    private int _rest;

    /// <summary>Whether the hand is on its way, away from where it rested.</summary>
    public bool IsMoving { get; private set; }

    /// <summary>Takes a frame.</summary>
    /// <param name="hand">The square around the hand, in shares of the picture; null: none was found.</param>
    /// <param name="captured">Not before the last frame's.</param>
    /// <returns>The stroke that ends with this frame, or null.</returns>
    public HandStroke? Add(RegionOfInterest? hand, TimeSpan captured)
    {
        if (_points.Count > 0 && captured - _points[^1].At > LongestLoss)
            Reset();
        if (hand is not { } box)
            return null;
        _points.Add((captured, (box.Left + box.Right) / 2, (box.Top + box.Bottom) / 2, box.Right - box.Left,
            box.Bottom - box.Top));
        Forget(captured);
        var (width, height) = Side();
        var first = FirstOfRest(captured, width, height);
        if (first < 0)
        {
            IsMoving = IsMoving || Distance(_points[_rest], _points[^1], width, height) > LeastMove;
            return null;
        }
        var stroke = IsMoving && first > _rest ? Stroke(first, width, height) : null;
        (_rest, IsMoving) = (_points.Count - 1, false);
        return stroke;
    }

    /// <summary>Forgets the hand.</summary>
    public void Reset()
    {
        _points.Clear();
        (_rest, IsMoving) = (0, false);
    }

    private void Forget(TimeSpan captured)
    {
        var old = 0;
        while (captured - _points[old].At > LongestStroke || _points.Count - old > MostPoints)
            old++;
        _points.RemoveRange(0, old);
        _rest = Math.Max(0, _rest - old);
    }

    /// <summary>The median of the squares' sides, which single wrong ones do not change.</summary>
    private (float Width, float Height) Side()
    {
        Span<float> sides = stackalloc float[MostPoints];
        sides = sides[.._points.Count];
        return (Median(sides, point => point.Width), Median(sides, point => point.Height));
    }

    private float Median(
        Span<float> sides, Func<(TimeSpan At, float X, float Y, float Width, float Height), float> side)
    {
        for (var i = 0; i < sides.Length; i++)
            sides[i] = side(_points[i]);
        sides.Sort();
        return Math.Max(sides[sides.Length / 2], 1e-3f);
    }

    /// <summary>Index of the first point of the rest that lasts until now, or -1: the hand does not rest.</summary>
    private int FirstOfRest(TimeSpan captured, float width, float height)
    {
        var first = _points.Count - 1;
        while (first > 0 && captured - _points[first - 1].At <= RestTime)
            first--;
        // A slow camera: two frames in one place, further apart than a rest takes.
        if (first == _points.Count - 1 && first > 0)
            first--;
        if (first == _points.Count - 1 || (first > 0 && captured - _points[first].At < RestTime / 2))
            return -1;
        float way = 0;
        for (var i = first + 1; i < _points.Count; i++)
        {
            way += Distance(_points[i - 1], _points[i], width, height);
            if (way > RestWay || Distance(_points[first], _points[i], width, height) > RestRadius)
                return -1;
        }
        return first;
    }

    private HandStroke Stroke(int end, float width, float height) => new(
        [.. _points[_rest..(end + 1)].Select(point => (point.X / width, point.Y / height))],
        _points[_rest].At, _points[end].At);

    private static float Distance(
        (TimeSpan At, float X, float Y, float Width, float Height) one,
        (TimeSpan At, float X, float Y, float Width, float Height) other, float width, float height) =>
        MathF.Sqrt(MathF.Pow((one.X - other.X) / width, 2) + MathF.Pow((one.Y - other.Y) / height, 2));
}
