namespace Kws.Models;

/// <summary>How the label of a clip that is not clear becomes clearer: its window is heard at several places, and the
/// posteriors are their mean.</summary>
/// <remarks>A network trained on words anywhere in its window still errs more at some places than at others; the errors
/// of neighbouring places differ. Where the clip begins or ends, its first or last frame stands for what is not
/// there.</remarks>
public static class ClipHearing
{
    /// <summary>Whether a window is to be heard again.</summary>
    /// <param name="model">Whose manifest says so.</param>
    /// <param name="posteriors">[labels], of the window.</param>
    public static bool IsUnsure(KeywordModel model, ReadOnlySpan<float> posteriors)
    {
        if (model.Manifest.Clips is not { } clips)
            return false;
        foreach (var posterior in posteriors)
            if (posterior >= clips.UnsureBelow)
                return false;
        return true;
    }

    /// <summary>The first frames of the further windows; before 0, or too late for a whole window, at the clip's
    /// ends.</summary>
    /// <param name="model">Has section <c>clips</c>.</param>
    /// <param name="start">First frame of the window.</param>
    public static int[] FurtherStarts(KeywordModel model, int start) =>
        [.. model.Manifest.Clips!.ShiftFrames.Select(shift => start + shift)];

    /// <summary>Copies one window out of a clip.</summary>
    /// <param name="model">Whose window it is.</param>
    /// <param name="frames">[frames, coefficients], of the clip; at least one frame.</param>
    /// <param name="start">Its first frame, inside of the clip or not.</param>
    /// <param name="window">[frames of a window, coefficients]; written.</param>
    public static void CopyWindow(KeywordModel model, ReadOnlySpan<float> frames, int start, Span<float> window)
    {
        var coefficients = model.FeatureSpec.Coefficients;
        var last = frames.Length / coefficients - 1;
        if (start >= 0 && start + model.FramesPerWindow - 1 <= last)
        {
            frames.Slice(start * coefficients, model.ValuesPerWindow).CopyTo(window);
            return;
        }
        for (var i = 0; i < model.FramesPerWindow; i++)
            frames.Slice(Math.Clamp(start + i, 0, last) * coefficients, coefficients)
                .CopyTo(window[(i * coefficients)..]);
    }

    /// <summary>The mean of a window's posteriors and those of the further windows.</summary>
    /// <param name="posteriors">[labels], of the window; written.</param>
    /// <param name="further">[windows, labels].</param>
    public static void Average(Span<float> posteriors, ReadOnlySpan<float> further)
    {
        var windows = 1 + further.Length / posteriors.Length;
        for (var i = 0; i < further.Length; i++)
            posteriors[i % posteriors.Length] += further[i];
        foreach (ref var posterior in posteriors)
            posterior /= windows;
    }
}
