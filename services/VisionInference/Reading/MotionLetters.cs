using Kws.VisionInference.Preprocessing;

namespace Kws.VisionInference.Reading;

/// <summary>A letter that was drawn.</summary>
/// <param name="Letter">As it counts; it has no evidence by label.</param>
/// <param name="Shape">The letter whose handshape drew it: a model that sees pictures alone reads that.</param>
internal sealed record DrawnLetter(CommittedLetter Letter, string Shape);

/// <summary>
/// Reads J and Z, which move: an I, or a D, whose hand draws the letter from one rest to the next. Experimental: it has
/// been measured on made sequences, not on people.
/// </summary>
internal sealed class MotionLetters(IReadOnlyList<string> labels)
{
    // Letter, the letter whose shape draws it, letters that the moving shape is taken for, least extent in sides of the
    // hand's square.
    private static readonly (string Letter, string Shape, string[] SeenAs, float LeastExtent)[] s_letters =
        [("J", "I", ["I", "Y"], 0.4f), ("Z", "D", ["D", "G", "L", "X"], 0.6f)];

    private const float LeastShape = 0.3f;
    private static readonly TimeSpan Shortest = TimeSpan.FromSeconds(0.25);

    private readonly HandPath _path = new();
    private readonly Queue<(TimeSpan At, float[] Shapes)> _seen = new();

    /// <summary>Whether the hand is on its way from one rest to the next.</summary>
    public bool IsMoving => _path.IsMoving;

    /// <summary>Whether a hand in one of the shapes is on its way: what it shows is no letter yet.</summary>
    public bool IsDrawing => _path.IsMoving && _seen.Count > 0 && MeanShapes(_seen.Last().At).Any(m => m >= LeastShape);

    /// <summary>Whether a letter that was read at rest is how a drawn one begins.</summary>
    public static bool Begins(string letter, DrawnLetter drawn) =>
        s_letters.Any(known => known.Letter == drawn.Letter.Letter && known.SeenAs.Contains(letter));

    /// <summary>Takes a frame.</summary>
    /// <param name="posteriors">[labels].</param>
    /// <param name="hand">The square around the hand, in shares of the picture; null: none was found.</param>
    /// <param name="captured">Not before the last frame's.</param>
    /// <returns>The letter that was drawn when this frame's rest began, or null.</returns>
    public DrawnLetter? Add(ReadOnlySpan<float> posteriors, RegionOfInterest? hand, TimeSpan captured)
    {
        var stroke = _path.Add(hand, captured);
        if (hand is not null)
            _seen.Enqueue((captured, ShapesOf(posteriors)));
        while (_seen.TryPeek(out var oldest)
            && (captured - oldest.At > HandPath.LongestStroke || _seen.Count > HandPath.MostPoints))
            _seen.Dequeue();
        return stroke is null ? null : Read(stroke);
    }

    /// <summary>Forgets the hand.</summary>
    public void Reset()
    {
        _path.Reset();
        _seen.Clear();
    }

    private DrawnLetter? Read(HandStroke stroke)
    {
        if (stroke.Ended - stroke.Begun < Shortest || StrokeShapes.LetterOf(stroke) is not { } drawn)
            return null;
        var index = Array.FindIndex(s_letters, letter => letter.Letter == drawn);
        var (name, shape, _, leastExtent) = s_letters[index];
        var extent = Math.Max(stroke.Places.Max(place => place.Across) - stroke.Places.Min(place => place.Across),
            stroke.Places.Max(place => place.Down) - stroke.Places.Min(place => place.Down));
        var sureness = MeanShapes(stroke.Begun)[index];
        return extent < leastExtent || sureness < LeastShape
            ? null
            : new(new CommittedLetter(name, sureness, stroke.Begun, stroke.Ended, new float[labels.Count]), shape);
    }

    private float[] ShapesOf(ReadOnlySpan<float> posteriors)
    {
        var shapes = new float[s_letters.Length];
        for (var label = 0; label < posteriors.Length; label++)
        {
            for (var i = 0; i < shapes.Length; i++)
            {
                if (s_letters[i].SeenAs.Contains(labels[label]))
                    shapes[i] += posteriors[label];
            }
        }
        return shapes;
    }

    /// <summary>By letter: the mean posterior of its shapes from just before a stroke on.</summary>
    private float[] MeanShapes(TimeSpan begun)
    {
        var since = begun - HandPath.RestTime;
        var rows = _seen.Where(frame => frame.At >= since).Select(frame => frame.Shapes).ToArray();
        return [.. Enumerable.Range(0, s_letters.Length).Select(i => rows.Average(row => row[i]))];
    }
}
