using Kws.Detection;

namespace Kws.Models;

/// <summary>How the label of a clip that is not clear becomes clearer: its window is heard at several places, and the
/// posteriors are their mean.</summary>
/// <remarks>A network trained on words anywhere in its window still errs more at some places than at others; the errors
/// of neighbouring places differ. Where the clip begins or ends, its first or last frame stands for what is not
/// there.</remarks>
public static class ClipHearing
{
    /// <summary>The window with the highest posterior of a keyword: in a long clip most windows hold no word.</summary>
    /// <param name="model">Whose labels they are.</param>
    /// <param name="posteriors">[windows, labels].</param>
    public static int BestWindow(KeywordModel model, ReadOnlySpan<float> posteriors)
    {
        var (best, bestScore) = (0, float.NegativeInfinity);
        for (var i = 0; i < posteriors.Length; i++)
        {
            if (posteriors[i] > bestScore && !DetectionPlan.Fillers.Contains(model.Labels[i % model.LabelCount]))
                (best, bestScore) = (i / model.LabelCount, posteriors[i]);
        }
        return best;
    }

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
    /// ends. A network of its own hears the first window too.</summary>
    /// <param name="model">Has section <c>clips</c>.</param>
    /// <param name="start">First frame of the window.</param>
    public static int[] FurtherStarts(KeywordModel model, int start)
    {
        var further = model.Manifest.Clips!.ShiftFrames.Select(shift => start + shift);
        return model.HasClipNetwork ? [start, .. further] : [.. further];
    }

    /// <summary>What the model, or its network for this, makes of the further windows.</summary>
    /// <param name="model">Has section <c>clips</c>; used by this call alone, or leased.</param>
    /// <param name="frames">[frames, coefficients], of the clip; at least one frame.</param>
    /// <param name="starts">Their first frames.</param>
    /// <returns>[windows, labels].</returns>
    public static float[] Run(KeywordModel model, ReadOnlySpan<float> frames, ReadOnlySpan<int> starts)
    {
        var windows = new float[starts.Length * model.ValuesPerWindow];
        var posteriors = new float[starts.Length * model.LabelCount];
        for (var i = 0; i < starts.Length; i++)
            CopyWindow(model, frames, starts[i], windows.AsSpan(i * model.ValuesPerWindow));
        if (model.HasClipNetwork)
            model.RunClips(windows, starts.Length, posteriors);
        else
            model.Run(windows, starts.Length, posteriors);
        return posteriors;
    }

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
