namespace Kws.Models;

/// <summary>How a clip whose label is not clear is heard again, a little earlier and later: section <c>clips</c> of a
/// keyword model's manifest. Streams do not use it: they hear every word at many places anyway.</summary>
public sealed record ClipSettings
{
    /// <summary>The window is heard again where its largest posterior is below this; above 0 .. 1.</summary>
    public float UnsureBelow { get; init; }

    /// <summary>Frames by which the further windows begin later than the first (earlier where negative): 1 to 16 of
    /// them, none 0, each less than half a window.</summary>
    public IReadOnlyList<int> ShiftFrames { get; init; } = [];

    /// <summary>The package's file that holds a larger network for this: it hears the first window too, takes what
    /// the model takes and returns what it returns. Null: the model itself listens again.</summary>
    public string? File { get; init; }
}
